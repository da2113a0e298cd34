// Everything that the product needs in Azure, for one environment, in one resource group. README.md says how to deploy it.

targetScope = 'resourceGroup'

import { flexScaleType, premiumScaleType, schedulerSkuType, textsType } from 'modules/types.bicep'

@description('What the resources are named after: lower-case letters, digits and hyphens. Change it and everything is made anew.')
@minLength(3)
@maxLength(12)
param name string = 'pipeline'

@description('The region.')
param location string = resourceGroup().location

@description('Tags that every resource gets.')
param tags textsType = {}

@description('flex: Flex Consumption, pay per use, scales to zero. premium: Elastic Premium, at least one instance all the time.')
@allowed(['flex', 'premium'])
param plan string = 'flex'

@description('Flex: how instances are sized and how many there may be. Always-ready instances answer without a cold start and cost all the time.')
param flexScale flexScaleType = {
  instanceMemoryMB: 2048
  maximumInstances: 100
  alwaysReadyHttp: 0
  alwaysReadyDurable: 0
}

@description('Premium: the size of instances, and how many there are at least and at most.')
param premiumScale premiumScaleType = {
  sku: 'EP1'
  minimumInstances: 1
  maximumInstances: 20
}

@description('Premium: the name of the app\'s package in the container of packages.')
param packageName string = 'pipeline.zip'

@description('Whether the app and its storage survive the loss of a zone. Premium then has at least 3 instances.')
param zoneRedundant bool = false

@description('private: storage, vault and scheduler are reached through private endpoints only. public: over the internet, with tokens.')
@allowed(['public', 'private'])
param network string = 'public'

@description('Whether people and hooks, too, reach the app through a private endpoint only. Needs the private network.')
param privateInbound bool = false

@description('The range of the app\'s own network, a /24 or wider, when one is made. It must not overlap with the cluster\'s.')
param addressPrefix string = '10.90.0.0/24'

@description('Whether calls to outside systems come from one fixed address, for their allow lists.')
param natGateway bool = false

@description('Where orchestrations are kept: in queues and tables of the storage account, or with the Durable Task Scheduler.')
@allowed(['storage', 'scheduler'])
param durableBackend string = 'storage'

@description('The scheduler\'s kind; capacity counts for Dedicated only.')
param schedulerSku schedulerSkuType = { name: 'Consumption', capacity: 1 }

@description('The task hub\'s name, letters and digits. A package whose host.json names a hub of its own must name this one.')
@minLength(3)
@maxLength(45)
param taskHubName string = 'pipeline'

@description('The address that links carry, without a slash at the end, for example https://pipeline.example.com; empty: the app\'s own.')
param publicUrl string = ''

@description('The application (client) id of the app registration that people sign in with; empty: only personal access tokens.')
param authenticationClientId string = ''

@description('The tenant whose people sign in.')
param authenticationTenantId string = tenant().tenantId

@description('The administrator\'s first token, at least 16 characters; empty: administrators come from the role Pipeline.Admin.')
@secure()
param adminToken string = ''

@description('An OTLP receiver that traces, metrics and logs are sent to besides Application Insights; empty: none.')
param otlpEndpoint string = ''

@description('Headers that the OTLP receiver asks for, for example api-key=…; empty: none.')
@secure()
param otlpHeaders string = ''

@description('How the Functions host itself reports to Application Insights.')
@allowed(['OpenTelemetry', 'ApplicationInsights'])
param hostTelemetry string = 'OpenTelemetry'

@description('Who is written to when an alert fires.')
param alertEmails string[] = []

@description('Days that logs are kept, 30 to 730.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Gigabytes of logs a day after which no more are taken in, and alerts see nothing; -1: no end.')
param logDailyQuotaGb int = -1

@description('The resource id of an AKS cluster that is deployed to; the identity may then fetch its user credential. Empty: none.')
param clusterId string = ''

@description('The resource id of the network of a private cluster, which the app\'s network is peered with. Empty: none.')
param clusterNetworkId string = ''

@description('The resource id of the private DNS zone of a private cluster\'s API server. Empty: none.')
param clusterDnsZoneId string = ''

var suffix = uniqueString(resourceGroup().id, name)
var short = replace(name, '-', '')
var names = {
  identity: '${name}-identity'
  workspace: '${name}-logs'
  applicationInsights: '${name}-insights'
  storage: toLower(take('st${short}${suffix}', 24))
  vault: take('kv-${take(short, 7)}-${suffix}', 24)
  scheduler: '${name}-scheduler-${take(suffix, 6)}'
  network: '${name}-network'
  plan: '${name}-plan'
  app: '${name}-${suffix}'
}

var packageContainerName = 'packages'
// The product writes the commands that it must not lose to this queue; the Functions host moves to '…-poison' what cannot be carried out.
var commandQueueName = 'pipeline-commands'
var keyName = 'data-protection'
var secretNames = { adminToken: 'pipeline-admin-token', otlpHeaders: 'otel-exporter-otlp-headers' }
var storageSuffix = environment().suffixes.storage
var vaultUrl = 'https://${names.vault}${environment().suffixes.keyvaultDns}'

var isPrivate = network == 'private'
var hasScheduler = durableBackend == 'scheduler'
var hasAuthentication = !empty(authenticationClientId)
var isInboundPrivate = privateInbound && !isPrivate
  ? fail('privateInbound needs network = private: a private endpoint lies in the private network.')
  : privateInbound
var hasNetwork = isPrivate || natGateway || !empty(clusterNetworkId) || !empty(clusterDnsZoneId)

module identity 'modules/identity.bicep' = {
  params: {
    name: names.identity
    location: location
    tags: tags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  params: {
    workspaceName: names.workspace
    applicationInsightsName: names.applicationInsights
    identityName: names.identity
    location: location
    tags: tags
    retentionDays: logRetentionDays
    dailyQuotaGb: logDailyQuotaGb
  }
  dependsOn: [identity]
}

module storage 'modules/storage.bicep' = {
  params: {
    accountName: names.storage
    identityName: names.identity
    workspaceName: names.workspace
    location: location
    tags: tags
    isPrivate: isPrivate
    zoneRedundant: zoneRedundant
    packageContainerName: packageContainerName
    commandQueueName: commandQueueName
  }
  dependsOn: [monitoring]
}

module vault 'modules/vault.bicep' = {
  params: {
    vaultName: names.vault
    identityName: names.identity
    workspaceName: names.workspace
    location: location
    tags: tags
    isPrivate: isPrivate
    keyName: keyName
    adminToken: adminToken
    otlpHeaders: otlpHeaders
    secretNames: secretNames
  }
  dependsOn: [monitoring]
}

module scheduler 'modules/scheduler.bicep' = if (hasScheduler) {
  params: {
    schedulerName: names.scheduler
    taskHubName: taskHubName
    identityName: names.identity
    location: location
    tags: tags
    isPrivate: isPrivate
    sku: schedulerSku
  }
  dependsOn: [identity]
}

// The zones' names are those of the public cloud where the cloud's own suffixes do not say.
var serviceEndpoints = concat(
  [
    { key: 'blob', service: resourceId('Microsoft.Storage/storageAccounts', names.storage), group: 'blob', zone: 'privatelink.blob.${storageSuffix}' }
    {
      key: 'queue'
      service: resourceId('Microsoft.Storage/storageAccounts', names.storage)
      group: 'queue'
      zone: 'privatelink.queue.${storageSuffix}'
    }
    {
      key: 'table'
      service: resourceId('Microsoft.Storage/storageAccounts', names.storage)
      group: 'table'
      zone: 'privatelink.table.${storageSuffix}'
    }
    { key: 'vault', service: resourceId('Microsoft.KeyVault/vaults', names.vault), group: 'vault', zone: 'privatelink.vaultcore.azure.net' }
  ],
  hasScheduler
    ? [
        {
          key: 'scheduler'
          service: resourceId('Microsoft.DurableTask/schedulers', names.scheduler)
          group: 'scheduler'
          zone: 'privatelink.durabletask.io'
        }
      ]
    : []
)
var appEndpoint = { key: 'app', service: resourceId('Microsoft.Web/sites', names.app), group: 'sites', zone: 'privatelink.azurewebsites.net' }
var privateEndpoints = isPrivate ? serviceEndpoints : []

module appNetwork 'modules/network.bicep' = if (hasNetwork) {
  params: {
    networkName: names.network
    location: location
    tags: tags
    addressPrefix: addressPrefix
    delegation: plan == 'flex' ? 'Microsoft.App/environments' : 'Microsoft.Web/serverFarms'
    natGateway: natGateway
    privateDnsZoneNames: concat(map(privateEndpoints, endpoint => endpoint.zone), isInboundPrivate ? [appEndpoint.zone] : [])
  }
}

module endpoints 'modules/privateEndpoint.bicep' = [
  for endpoint in privateEndpoints: {
    params: {
      name: '${name}-${endpoint.key}'
      location: location
      tags: tags
      networkName: names.network
      serviceId: endpoint.service
      groupId: endpoint.group
      zoneName: endpoint.zone
    }
    dependsOn: [appNetwork, storage, vault, scheduler]
  }
]

var settings = union(
  {
    PIPELINE_KEY_VAULT_KEY: '${vaultUrl}/keys/${keyName}'
    AzureFunctionsJobHost__telemetryMode: hostTelemetry
    TASKHUB_NAME: taskHubName
  },
  hasScheduler
    ? {
        DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${scheduler!.outputs.endpoint};Authentication=ManagedIdentity;ClientID=${identity.outputs.clientId}'
        AzureFunctionsJobHost__extensions__durableTask__hubName: taskHubName
        AzureFunctionsJobHost__extensions__durableTask__storageProvider__type: 'azureManaged'
        AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName: 'DURABLE_TASK_SCHEDULER_CONNECTION_STRING'
      }
    : {},
  hasAuthentication
    ? {
        // Its value is the client id of the identity whose token stands in for a client secret.
        OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID: identity.outputs.clientId
        WEBSITE_AUTH_AAD_ALLOWED_TENANTS: authenticationTenantId
      }
    : {},
  empty(otlpEndpoint) ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint },
  empty(otlpHeaders) ? {} : { OTEL_EXPORTER_OTLP_HEADERS: '@Microsoft.KeyVault(SecretUri=${vaultUrl}/secrets/${secretNames.otlpHeaders})' },
  empty(adminToken) ? {} : { PIPELINE_ADMIN_TOKEN: '@Microsoft.KeyVault(SecretUri=${vaultUrl}/secrets/${secretNames.adminToken})' }
)

module functionApp 'modules/functionApp.bicep' = {
  params: {
    appName: names.app
    planName: names.plan
    identityName: names.identity
    storageAccountName: names.storage
    applicationInsightsName: names.applicationInsights
    location: location
    tags: tags
    plan: plan
    flexScale: flexScale
    premiumScale: premiumScale
    zoneRedundant: zoneRedundant
    isPrivate: isInboundPrivate
    subnetId: hasNetwork ? resourceId('Microsoft.Network/virtualNetworks/subnets', names.network, 'app') : ''
    packageContainerName: packageContainerName
    packageName: packageName
    publicUrl: publicUrl
    settings: settings
    storageSuffix: storageSuffix
  }
  dependsOn: [storage, vault, endpoints, appNetwork]
}

module appPrivateEndpoint 'modules/privateEndpoint.bicep' = if (isInboundPrivate) {
  params: {
    name: '${name}-${appEndpoint.key}'
    location: location
    tags: tags
    networkName: names.network
    serviceId: appEndpoint.service
    groupId: appEndpoint.group
    zoneName: appEndpoint.zone
  }
  dependsOn: [functionApp, appNetwork]
}

module authentication 'modules/authentication.bicep' = if (hasAuthentication) {
  params: {
    appName: names.app
    clientId: authenticationClientId
    tenantId: authenticationTenantId
    credentialSettingName: 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID'
  }
  dependsOn: [functionApp]
}

module alerts 'modules/alerts.bicep' = {
  params: {
    namePrefix: name
    workspaceName: names.workspace
    storageAccountName: names.storage
    location: location
    tags: tags
    commandQueueName: commandQueueName
    emails: alertEmails
  }
  dependsOn: [storage]
}

// A resource id reads /subscriptions/{2}/resourceGroups/{4}/providers/…/…/{8}. The scope of a module is read even when the module is left out,
// so it must always say something.
var nothing = '${resourceGroup().id}/providers/none/none/none'
var clusterParts = split(empty(clusterId) ? nothing : clusterId, '/')
var clusterNetworkParts = split(empty(clusterNetworkId) ? nothing : clusterNetworkId, '/')
var clusterDnsZoneParts = split(empty(clusterDnsZoneId) ? nothing : clusterDnsZoneId, '/')

module clusterRole 'modules/clusterRole.bicep' = if (!empty(clusterId)) {
  scope: resourceGroup(clusterParts[2], clusterParts[4])
  params: {
    clusterName: clusterParts[8]
    identityId: resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', names.identity)
    principalId: identity.outputs.principalId
  }
}

module peeringOut 'modules/peering.bicep' = if (!empty(clusterNetworkId)) {
  params: {
    networkName: names.network
    remoteNetworkId: clusterNetworkId
    peeringName: 'cluster'
  }
  dependsOn: [appNetwork]
}

module peeringBack 'modules/peering.bicep' = if (!empty(clusterNetworkId)) {
  scope: resourceGroup(clusterNetworkParts[2], clusterNetworkParts[4])
  params: {
    networkName: clusterNetworkParts[8]
    remoteNetworkId: resourceId('Microsoft.Network/virtualNetworks', names.network)
    peeringName: names.network
  }
  dependsOn: [appNetwork]
}

module clusterNames 'modules/zoneLink.bicep' = if (!empty(clusterDnsZoneId)) {
  scope: resourceGroup(clusterDnsZoneParts[2], clusterDnsZoneParts[4])
  params: {
    zoneName: clusterDnsZoneParts[8]
    networkId: resourceId('Microsoft.Network/virtualNetworks', names.network)
    linkName: names.network
    tags: tags
  }
  dependsOn: [appNetwork]
}

var baseUrl = empty(publicUrl) ? functionApp.outputs.url : publicUrl

@description('The base of the HTTP API.')
output apiUrl string = '${baseUrl}/api'

@description('Answers without an identity when the app serves.')
output healthUrl string = '${baseUrl}/api/health'

@description('What a Prometheus server scrapes, with a viewer\'s token.')
output metricsUrl string = '${baseUrl}/api/metrics'

@description('What approval links begin with.')
output approvalsUrl string = '${baseUrl}/approvals/'

@description('What the app registration must name as its redirect address.')
output redirectUrl string = '${functionApp.outputs.url}/.auth/login/aad/callback'

@description('What func and az publish to.')
output functionAppName string = names.app

@description('Where Premium\'s package is uploaded to.')
output packageUrl string = 'https://${names.storage}.blob.${storageSuffix}/${packageContainerName}/${packageName}'

@description('The vault.')
output vaultName string = names.vault

@description('The identity\'s principal, for roles in a cluster and the app registration\'s trust.')
output identityPrincipalId string = identity.outputs.principalId

@description('The address that calls to outside systems come from, when it is fixed.')
output outboundAddress string = hasNetwork ? appNetwork!.outputs.outboundAddress : ''
