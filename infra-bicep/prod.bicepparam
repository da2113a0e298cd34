// A production environment: storage and vault behind private endpoints, one fixed address for outside systems, two zones' worth of warm instances.

using 'main.bicep'

param name = 'pipeline'
param tags = {
  environment: 'prod'
  product: 'pipeline'
}
param plan = 'flex'
param zoneRedundant = true
param network = 'private'
param natGateway = true
param flexScale = {
  instanceMemoryMB: 2048
  maximumInstances: 100
  alwaysReadyHttp: 2
  alwaysReadyDurable: 2
}
param durableBackend = 'storage'
param logRetentionDays = 90
param publicUrl = readEnvironmentVariable('PIPELINE_PUBLIC_URL', '')
param authenticationClientId = readEnvironmentVariable('PIPELINE_AUTHENTICATION_CLIENT_ID', '')
param alertEmails = filter(split(readEnvironmentVariable('PIPELINE_ALERT_EMAILS', ''), ','), email => !empty(email))
param otlpEndpoint = readEnvironmentVariable('OTEL_EXPORTER_OTLP_ENDPOINT', '')
param otlpHeaders = readEnvironmentVariable('OTEL_EXPORTER_OTLP_HEADERS', '')
param clusterId = readEnvironmentVariable('PIPELINE_CLUSTER_ID', '')
param clusterNetworkId = readEnvironmentVariable('PIPELINE_CLUSTER_NETWORK_ID', '')
param clusterDnsZoneId = readEnvironmentVariable('PIPELINE_CLUSTER_DNS_ZONE_ID', '')
