// The network that the app goes out through: a subnet for the app, one for private endpoints, and the zones in which their names resolve.

import { textsType } from 'types.bicep'

param networkName string
param location string
param tags textsType

@description('The network\'s range, a /24 or wider. It must not overlap with networks that it is peered with.')
param addressPrefix string

@description('What the app\'s subnet is delegated to, which depends on the plan.')
@allowed(['Microsoft.App/environments', 'Microsoft.Web/serverFarms'])
param delegation string

@description('Whether calls go out from one fixed address.')
param natGateway bool

@description('The private DNS zones that resolve in it.')
param privateDnsZoneNames string[]

var hostNumber = split(addressPrefix, '/')[1]
var subnetSize = int(hostNumber) + 2

resource address 'Microsoft.Network/publicIPAddresses@2025-05-01' = if (natGateway) {
  name: '${networkName}-out'
  location: location
  tags: tags
  sku: {
    name: 'Standard'
  }
  properties: {
    publicIPAllocationMethod: 'Static'
  }
}

resource gateway 'Microsoft.Network/natGateways@2025-05-01' = if (natGateway) {
  name: '${networkName}-nat'
  location: location
  tags: tags
  sku: {
    name: 'Standard'
  }
  properties: {
    idleTimeoutInMinutes: 4
    publicIpAddresses: [
      {
        id: address.id
      }
    ]
  }
}

resource network 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: networkName
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [
        addressPrefix
      ]
    }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, subnetSize, 0)
          delegations: [
            {
              name: 'app'
              properties: {
                serviceName: delegation
              }
            }
          ]
          natGateway: natGateway ? { id: gateway.id } : null
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, subnetSize, 1)
          privateEndpointNetworkPolicies: 'Disabled'
        }
      }
    ]
  }
}

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for zone in privateDnsZoneNames: {
    name: zone
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (zone, index) in privateDnsZoneNames: {
    parent: zones[index]
    name: networkName
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: {
        id: network.id
      }
    }
  }
]

@description('The address that calls go out from; empty: it varies.')
output outboundAddress string = natGateway ? address!.properties.ipAddress : ''
