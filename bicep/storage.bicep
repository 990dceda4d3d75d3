// A storage account that no key opens, with what is in it. There are two: all mail is in one, the Functions host keeps its own things in the other.

@minLength(3)
@maxLength(24)
param name string

param location string

param tags object

@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS', 'Standard_RAGRS', 'Standard_RAGZRS'])
@description('How many copies there are, and where.')
param sku string = 'Standard_LRS'

param containers string[]

param tables string[] = []

param queues string[] = []

@minValue(1)
@maxValue(365)
@description('Days for which blobs and containers can be brought back that were deleted or replaced.')
param retentionDays int

@description('Blobs in this container are never changed, and move to the cool tier when they are so many days old. Days of 0: they stay.')
param cooling { container: string, days: int } = { container: '', days: 0 }

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    // Container Apps and Flex Consumption call from changing addresses. Whoever calls needs a role; there are no keys to steal.
    publicNetworkAccess: 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: 'Allow'
    }
    encryption: {
      keySource: 'Microsoft.Storage'
      requireInfrastructureEncryption: true
      services: {
        blob: { enabled: true, keyType: 'Account' }
        file: { enabled: true, keyType: 'Account' }
        queue: { enabled: true, keyType: 'Account' }
        table: { enabled: true, keyType: 'Account' }
      }
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: {
      enabled: true
      days: retentionDays
      allowPermanentDelete: false
    }
    containerDeleteRetentionPolicy: {
      enabled: true
      days: retentionDays
    }
    // Soft delete keeps what is overwritten as well (decision 36).
    isVersioningEnabled: false
  }
}

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = [
  for container in containers: {
    parent: blobs
    name: container
    properties: { publicAccess: 'None' }
  }
]

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2024-01-01' = if (!empty(tables)) {
  parent: account
  name: 'default'
}

resource table 'Microsoft.Storage/storageAccounts/tableServices/tables@2024-01-01' = [
  for table in tables: {
    parent: tableService
    name: table
  }
]

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2024-01-01' = if (!empty(queues)) {
  parent: account
  name: 'default'
}

resource queue 'Microsoft.Storage/storageAccounts/queueServices/queues@2024-01-01' = [
  for queue in queues: {
    parent: queueService
    name: queue
  }
]

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2024-01-01' = if (cooling.days > 0) {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'cool-${cooling.container}'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: ['blockBlob']
              prefixMatch: ['${cooling.container}/']
            }
            actions: {
              baseBlob: {
                tierToCool: { daysAfterModificationGreaterThan: cooling.days }
              }
            }
          }
        }
      ]
    }
  }
  dependsOn: [blobs]
}

output name string = account.name

@description('The addresses of the services, without a slash at the end.')
output addresses { blob: string, queue: string, table: string } = {
  blob: 'https://${name}.blob.${az.environment().suffixes.storage}'
  queue: 'https://${name}.queue.${az.environment().suffixes.storage}'
  table: 'https://${name}.table.${az.environment().suffixes.storage}'
}
