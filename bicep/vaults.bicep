// Two Key Vaults. The listener talks to the internet and reads the edge vault, where the certificates are; it cannot see the other, where the keys are that sign mail and protect sessions.

param location string

param tags object

@description('edge: the vault of the certificates. secrets: that of what only functions need.')
param names { edge: string, secrets: string }

@description('They were deleted and are brought back.')
param recover bool

@description('Where the vaults report who read what.')
param logAnalyticsId string

@secure()
@description('The password for the smart host; empty: the one that is there stays.')
param smartHostPassword string

var each = [names.edge, names.secrets]

resource vaults 'Microsoft.KeyVault/vaults@2023-07-01' = [
  for name in each: {
    name: name
    location: location
    tags: tags
    properties: {
      createMode: recover ? 'recover' : 'default'
      tenantId: subscription().tenantId
      sku: {
        family: 'A'
        name: 'standard'
      }
      enableRbacAuthorization: true
      enableSoftDelete: true
      softDeleteRetentionInDays: 90
      enablePurgeProtection: true
      publicNetworkAccess: 'Enabled'
      networkAcls: {
        bypass: 'AzureServices'
        defaultAction: 'Allow'
      }
    }
  }
]

resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = [
  for (name, i) in each: {
    name: 'audit'
    scope: vaults[i]
    properties: {
      workspaceId: logAnalyticsId
      logs: [
        {
          categoryGroup: 'audit'
          enabled: true
        }
      ]
    }
  }
]

// The program's name for it, unless MAILCLOUD_SMARTHOST_SECRET says otherwise.
resource password 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = if (!empty(smartHostPassword)) {
  parent: vaults[1]
  name: 'smarthost-password'
  properties: { value: smartHostPassword }
}

output edgeUri string = vaults[0].properties.vaultUri

output secretsUri string = vaults[1].properties.vaultUri
