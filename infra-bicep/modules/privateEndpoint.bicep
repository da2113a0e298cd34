// One private endpoint: a service's address in the network, and its name in the zone that the network resolves.

import { textsType } from 'types.bicep'

param name string
param location string
param tags textsType

@description('The network; the endpoint lies in its subnet \'endpoints\'.')
param networkName string

@description('The resource that the endpoint leads to.')
param serviceId string

@description('The part of the service that it leads to, for example blob.')
param groupId string

@description('The private DNS zone of that part.')
param zoneName string

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' existing = {
  name: zoneName
}

resource endpoint 'Microsoft.Network/privateEndpoints@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: {
      id: resourceId('Microsoft.Network/virtualNetworks/subnets', networkName, 'endpoints')
    }
    privateLinkServiceConnections: [
      {
        name: groupId
        properties: {
          privateLinkServiceId: serviceId
          groupIds: [
            groupId
          ]
        }
      }
    ]
  }
}

resource names 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-05-01' = {
  parent: endpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: groupId
        properties: {
          privateDnsZoneId: zone.id
        }
      }
    ]
  }
}
