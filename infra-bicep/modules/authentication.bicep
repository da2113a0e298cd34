// App Service authentication with Microsoft Entra ID. It lets everybody in and only says who they are, since health, hooks and approval links need
// no sign-in and personal access tokens are the product's own: what a request may do is decided by the product, request by request.

param appName string

@description('The app registration\'s application (client) id.')
param clientId string

@description('The tenant whose people sign in.')
param tenantId string

@description('The setting that names the managed identity which the app registration trusts in place of a client secret.')
param credentialSettingName string

resource app 'Microsoft.Web/sites@2025-03-01' existing = {
  name: appName
}

resource authentication 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: app
  name: 'authsettingsV2'
  properties: {
    platform: {
      enabled: true
      runtimeVersion: '~1'
    }
    globalValidation: {
      requireAuthentication: false
      unauthenticatedClientAction: 'AllowAnonymous'
    }
    httpSettings: {
      requireHttps: true
      routes: {
        apiPrefix: '/.auth'
      }
    }
    identityProviders: {
      azureActiveDirectory: {
        enabled: true
        registration: {
          clientId: clientId
          clientSecretSettingName: credentialSettingName
          openIdIssuer: '${environment().authentication.loginEndpoint}${tenantId}/v2.0'
        }
        validation: {
          allowedAudiences: [
            clientId
            'api://${clientId}'
          ]
        }
      }
    }
    login: {
      // Nothing calls other services as the person who signed in, so no tokens of theirs are kept.
      tokenStore: {
        enabled: false
      }
      cookieExpiration: {
        convention: 'FixedTime'
        timeToExpiration: '08:00:00'
      }
    }
  }
}
