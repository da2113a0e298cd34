// Lets a network resolve the names of a private DNS zone, such as that of a private cluster's API server. Deployed into the zone's resource group.

import { textsType } from 'types.bicep'

param zoneName string
param networkId string
param linkName string
param tags textsType

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' existing = {
  name: zoneName
}

resource link 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = {
  parent: zone
  name: linkName
  location: 'global'
  tags: tags
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: networkId
    }
  }
}
