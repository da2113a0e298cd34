// Lets the product's identity fetch the credential of one cluster. Deployed into the cluster's resource group.

import { roles } from 'roles.bicep'

param clusterName string

@description('The resource id of the identity, which tells its assignment from others.')
param identityId string
param principalId string

resource cluster 'Microsoft.ContainerService/managedClusters@2025-10-01' existing = {
  name: clusterName
}

resource connects 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(cluster.id, identityId, roles.aksClusterUser)
  scope: cluster
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.aksClusterUser)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}
