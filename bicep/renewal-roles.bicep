// What the renewal of certificates may do. A module of its own, since the zone is made after what all else needs.

@description('The principal id of the identity that renews.')
param renewal string

@description('The vault of the certificates.')
param edgeVaultName string

@description('The zone where names are proved; empty: there is none here, and nothing is renewed.')
param zoneName string

// Built-in roles: Key Vault Certificates Officer, DNS Zone Contributor.
var certificatesOfficer = 'a4417e6f-fecd-4de8-b567-7b0420556985'
var zoneContributor = 'befefa01-2a29-4197-83a8-272ff33ce314'

resource edge 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: edgeVaultName
}

resource zone 'Microsoft.Network/dnsZones@2018-05-01' existing = if (!empty(zoneName)) {
  name: zoneName
}

resource certificates 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(zoneName)) {
  scope: edge
  name: guid(edge.id, renewal, certificatesOfficer)
  properties: {
    principalId: renewal
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', certificatesOfficer)
  }
}

resource proofs 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(zoneName)) {
  scope: zone
  name: guid(resourceId('Microsoft.Network/dnsZones', zoneName), renewal, zoneContributor)
  properties: {
    principalId: renewal
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', zoneContributor)
  }
}
