// The one identity as which the function app reaches everything. It is user-assigned so that its roles exist before the app first starts.

import { textsType } from 'types.bicep'

param name string
param location string
param tags textsType

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('What an app registration trusts instead of a client secret, and what a cluster binds roles to.')
output principalId string = identity.properties.principalId

@description('What a program says to be this identity.')
output clientId string = identity.properties.clientId
