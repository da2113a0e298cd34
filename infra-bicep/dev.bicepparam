// A development environment: costs nearly nothing while nothing runs, reached over the internet with tokens.

using 'main.bicep'

param name = 'pipeline-dev'
param tags = {
  environment: 'dev'
  product: 'pipeline'
}
param plan = 'flex'
param network = 'public'
param flexScale = {
  instanceMemoryMB: 2048
  maximumInstances: 40
  alwaysReadyHttp: 0
  alwaysReadyDurable: 0
}
param logDailyQuotaGb = 1
param authenticationClientId = readEnvironmentVariable('PIPELINE_AUTHENTICATION_CLIENT_ID', '')
param adminToken = readEnvironmentVariable('PIPELINE_ADMIN_TOKEN', '')
