// The key that wraps the ring of keys by which secrets are encrypted, and the few secrets that settings refer to.

import { roles } from 'roles.bicep'
import { textsType } from 'types.bicep'

param vaultName string
param identityName string
param workspaceName string
param location string
param tags textsType

@description('Whether only private endpoints reach it.')
param isPrivate bool

@description('The key that wraps the key ring.')
param keyName string

@secure()
@description('The administrator\'s token; empty: none.')
param adminToken string

@secure()
@description('Headers for the OTLP receiver; empty: none.')
param otlpHeaders string

@description('The secrets\' names.')
param secretNames { adminToken: string, otlpHeaders: string }

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' existing = {
  name: workspaceName
}

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' = {
  name: vaultName
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    // Without the key nothing that was encrypted can be read again, so nobody can destroy it in one step.
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: isPrivate ? 'None' : 'AzureServices'
      defaultAction: isPrivate ? 'Deny' : 'Allow'
    }
  }
}

resource key 'Microsoft.KeyVault/vaults/keys@2025-05-01' = {
  parent: vault
  name: keyName
  properties: {
    kty: 'RSA'
    keySize: 3072
    keyOps: [
      'wrapKey'
      'unwrapKey'
    ]
    // A new version a year. The ring's elements name the version that wrapped them, and older versions go on unwrapping.
    rotationPolicy: {
      lifetimeActions: [
        {
          trigger: {
            timeAfterCreate: 'P1Y'
          }
          action: {
            type: 'rotate'
          }
        }
      ]
    }
  }
}

resource wraps 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(key.id, identity.id, roles.keyVaultCryptoUser)
  scope: key
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultCryptoUser)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource adminTokenSecret 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = if (!empty(adminToken)) {
  parent: vault
  name: secretNames.adminToken
  properties: {
    value: adminToken
  }
}

resource readsAdminToken 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(adminToken)) {
  name: guid(adminTokenSecret.id, identity.id, roles.keyVaultSecretsUser)
  scope: adminTokenSecret
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsUser)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource otlpHeadersSecret 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = if (!empty(otlpHeaders)) {
  parent: vault
  name: secretNames.otlpHeaders
  properties: {
    value: otlpHeaders
  }
}

resource readsOtlpHeaders 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(otlpHeaders)) {
  name: guid(otlpHeadersSecret.id, identity.id, roles.keyVaultSecretsUser)
  scope: otlpHeadersSecret
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsUser)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: vault
  properties: {
    workspaceId: workspace.id
    logs: [
      {
        category: 'AuditEvent'
        enabled: true
      }
    ]
  }
}
