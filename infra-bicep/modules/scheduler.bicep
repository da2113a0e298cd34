// The Durable Task Scheduler: a managed backend of orchestrations in place of the storage account's queues and tables.

import { roles } from 'roles.bicep'
import { schedulerSkuType, textsType } from 'types.bicep'

param schedulerName string
param taskHubName string
param identityName string
param location string
param tags textsType

@description('Whether only private endpoints reach it.')
param isPrivate bool

param sku schedulerSkuType

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource scheduler 'Microsoft.DurableTask/schedulers@2026-02-01' = {
  name: schedulerName
  location: location
  tags: tags
  properties: {
    sku: sku.name == 'Dedicated' ? sku : { name: sku.name }
    // Every call needs a token; a range of addresses is what the service demands besides.
    ipAllowlist: isPrivate ? [] : ['0.0.0.0/0']
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
  }
}

resource taskHub 'Microsoft.DurableTask/schedulers/taskHubs@2026-02-01' = {
  parent: scheduler
  name: taskHubName
}

resource orchestrates 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(scheduler.id, identity.id, roles.durableTaskDataContributor)
  scope: scheduler
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.durableTaskDataContributor)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

@description('Where the host connects to.')
output endpoint string = scheduler.properties.endpoint
