// The plan and the function app: one self-contained executable for Linux, a custom handler of the Functions host.

import { flexScaleType, premiumScaleType, textsType } from 'types.bicep'

param appName string
param planName string
param identityName string
param storageAccountName string
param applicationInsightsName string
param location string
param tags textsType

@description('flex: Flex Consumption, scales to zero. premium: Elastic Premium, always at least one instance.')
@allowed(['flex', 'premium'])
param plan string

@description('Flex: how instances are sized and how many there may be.')
param flexScale flexScaleType

@description('Premium: the size of instances, and how many there are at least and at most.')
param premiumScale premiumScaleType

@description('Whether it survives the loss of a zone.')
param zoneRedundant bool

@description('Whether people and hooks reach it only through a private endpoint.')
param isPrivate bool

@description('The subnet that it goes out through; empty: none.')
param subnetId string

@description('The container of the app\'s package.')
param packageContainerName string

@description('Premium: the package\'s name in that container.')
param packageName string

@description('The address that links carry; empty: the app\'s own.')
param publicUrl string

@description('The settings that depend on what else is deployed.')
param settings textsType

@description('What the addresses of storage end with in this cloud.')
param storageSuffix string

var isFlex = plan == 'flex'
// A premium plan is spread over zones only when it has an instance for each.
var premiumMinimum = max(premiumScale.minimumInstances, zoneRedundant ? 3 : 1)

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

var blobServiceUri = 'https://${storageAccountName}.blob.${storageSuffix}'

resource hostingPlan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: isFlex ? 'functionapp' : 'elastic'
  sku: isFlex ? { name: 'FC1', tier: 'FlexConsumption' } : { name: premiumScale.sku, tier: 'ElasticPremium', capacity: premiumMinimum }
  properties: union({ reserved: true, zoneRedundant: zoneRedundant }, isFlex ? {} : { maximumElasticWorkerCount: premiumScale.maximumInstances })
}

var alwaysReady = concat(
  flexScale.alwaysReadyHttp > 0 ? [{ name: 'http', instanceCount: flexScale.alwaysReadyHttp }] : [],
  flexScale.alwaysReadyDurable > 0 ? [{ name: 'durable', instanceCount: flexScale.alwaysReadyDurable }] : []
)

var flexConfiguration = {
  deployment: {
    storage: {
      type: 'blobContainer'
      value: '${blobServiceUri}/${packageContainerName}'
      authentication: {
        type: 'UserAssignedIdentity'
        userAssignedIdentityResourceId: identity.id
      }
    }
  }
  // Flex takes the worker's kind from here and refuses FUNCTIONS_WORKER_RUNTIME as a setting.
  runtime: {
    name: 'custom'
    version: '1.0'
  }
  scaleAndConcurrency: {
    instanceMemoryMB: flexScale.instanceMemoryMB
    maximumInstanceCount: flexScale.maximumInstances
    alwaysReady: alwaysReady
  }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: appName
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    serverFarmId: hostingPlan.id
    httpsOnly: true
    clientAffinityEnabled: false
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    keyVaultReferenceIdentity: identity.id
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    // Flex sends everything through the subnet by itself.
    outboundVnetRouting: isFlex || empty(subnetId) ? null : { allTraffic: true }
    functionAppConfig: isFlex ? flexConfiguration : null
    siteConfig: isFlex
      ? {
          minTlsVersion: '1.2'
          http20Enabled: true
        }
      : {
          minTlsVersion: '1.2'
          scmMinTlsVersion: '1.2'
          http20Enabled: true
          ftpsState: 'Disabled'
          linuxFxVersion: ''
          healthCheckPath: '/api/health'
          minimumElasticInstanceCount: premiumMinimum
          // Queues behind a private endpoint are seen by the app's own host only, which then says how far to scale.
          functionsRuntimeScaleMonitoringEnabled: !empty(subnetId)
        }
  }
}

// Premium has no file share here, as one cannot be mounted without an account key: the host fetches the package from the container as the identity.
var premiumSettings = {
  FUNCTIONS_EXTENSION_VERSION: '~4'
  FUNCTIONS_WORKER_RUNTIME: 'custom'
  WEBSITE_RUN_FROM_PACKAGE: '${blobServiceUri}/${packageContainerName}/${packageName}'
  WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID: identity.id
}

var commonSettings = {
  AzureWebJobsStorage__accountName: storageAccountName
  AzureWebJobsStorage__blobServiceUri: blobServiceUri
  AzureWebJobsStorage__queueServiceUri: 'https://${storageAccountName}.queue.${storageSuffix}'
  AzureWebJobsStorage__tableServiceUri: 'https://${storageAccountName}.table.${storageSuffix}'
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identity.properties.clientId
  AzureWebJobsDisableHomepage: 'true'
  APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsights.properties.ConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.properties.clientId};Authorization=AAD'
  // The identity that the app's own calls to Azure are made as, wherever they do not say which.
  AZURE_CLIENT_ID: identity.properties.clientId
  PIPELINE_PUBLIC_URL: empty(publicUrl) ? 'https://${app.properties.defaultHostName}' : publicUrl
}

resource appSettings 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: app
  name: 'appsettings'
  properties: union(commonSettings, isFlex ? {} : premiumSettings, settings)
}

// Publishing takes a token of Microsoft Entra ID; user names and passwords are off.
resource scmPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: app
  name: 'scm'
  properties: {
    allow: false
  }
}

resource ftpPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = if (!isFlex) {
  parent: app
  name: 'ftp'
  properties: {
    allow: false
  }
}

@description('The app\'s own address, without a slash at the end.')
output url string = 'https://${app.properties.defaultHostName}'
