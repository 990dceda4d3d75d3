// Who may do what. Each identity has the roles it needs, at the smallest place that has them.

@description('Principal ids of the identities.')
param listener string

param functions string

@description('Who deploys, and runs mailcloud from a desk; empty: nobody.')
param deployer string

@allowed(['User', 'Group', 'ServicePrincipal'])
param deployerType string

@description('The account of the mail.')
param mailStorageName string

@description('The account of the Functions host.')
param hostStorageName string

@description('edge: the vault of the certificates. secrets: that of what only functions need.')
param vaultNames { edge: string, secrets: string }

param insightsName string

param registryName string

// Built-in roles: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
var role = {
  acrPull: '7f951dda-4ed3-4680-a7ca-43fe172d538d'
  blobContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  blobOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  blobReader: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
  certificateUser: 'db79e9a7-68ee-4b58-9aeb-b90e7c24fcba'
  certificatesOfficer: 'a4417e6f-fecd-4de8-b567-7b0420556985'
  metricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
  queueContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  queueProcessor: '8a0f0c08-91a1-4084-bc3d-661d67233fed'
  queueReader: '19e7f393-937e-4f77-808e-94535e297925'
  queueSender: 'c6a89b2d-59bc-44d0-9896-0f6e12d7b80a'
  secretsOfficer: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'
  tableContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  tableReader: '76199698-9eea-4c19-bc75-cec21354c6b6'
}

type grant = { who: string, type: string, role: string }

// The listener takes mail in and lets people read it. Learned models, text indexes, the directory and passwords it only reads.
var listenerContainers = [
  { name: 'messages', role: role.blobContributor }
  { name: 'models', role: role.blobReader }
  { name: 'indexes', role: role.blobReader }
]
var listenerTables = [
  { name: 'accounts', role: role.tableContributor }
  { name: 'refs', role: role.tableContributor }
  { name: 'beacon', role: role.tableContributor }
  { name: 'greylist', role: role.tableContributor }
  { name: 'addresses', role: role.tableReader }
  { name: 'domains', role: role.tableReader }
  { name: 'credentials', role: role.tableReader }
]
var listenerQueues = ['deliver', 'train', 'index']

var functionsOnMail = [
  role.blobContributor
  role.tableContributor
  role.queueReader
  role.queueProcessor
  role.queueSender
]
var deployerOnMail = [role.blobContributor, role.tableContributor, role.queueContributor]
var deployerOnVaults = [role.certificatesOfficer, role.secretsOfficer]

func give(who string, type string, roles string[]) grant[] => map(roles, role => { who: who, type: type, role: role })

var noGrants grant[] = []

var onMail grant[] = concat(
  give(functions, 'ServicePrincipal', functionsOnMail),
  empty(deployer) ? noGrants : give(deployer, deployerType, deployerOnMail)
)
var onHost grant[] = give(functions, 'ServicePrincipal', [role.blobOwner])
var onEdge grant[] = concat(
  give(listener, 'ServicePrincipal', [role.certificateUser]),
  give(functions, 'ServicePrincipal', [role.certificateUser]),
  empty(deployer) ? noGrants : give(deployer, deployerType, deployerOnVaults)
)
var onSecrets grant[] = concat(
  give(functions, 'ServicePrincipal', [role.secretsOfficer]),
  empty(deployer) ? noGrants : give(deployer, deployerType, deployerOnVaults)
)
var onInsights grant[] = concat(
  give(listener, 'ServicePrincipal', [role.metricsPublisher]),
  give(functions, 'ServicePrincipal', [role.metricsPublisher])
)
var onRegistry grant[] = give(listener, 'ServicePrincipal', [role.acrPull])

@description('What a role assignment says, but where it holds.')
func toProperties(given grant) object => {
  principalId: given.who
  principalType: given.type
  roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', given.role)
}

resource mail 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: mailStorageName

  resource blobs 'blobServices' existing = {
    name: 'default'
  }

  resource tables 'tableServices' existing = {
    name: 'default'
  }

  resource queues 'queueServices' existing = {
    name: 'default'
  }
}

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' existing = [
  for place in listenerContainers: {
    parent: mail::blobs
    name: place.name
  }
]

resource table 'Microsoft.Storage/storageAccounts/tableServices/tables@2024-01-01' existing = [
  for place in listenerTables: {
    parent: mail::tables
    name: place.name
  }
]

resource queue 'Microsoft.Storage/storageAccounts/queueServices/queues@2024-01-01' existing = [
  for name in listenerQueues: {
    parent: mail::queues
    name: name
  }
]

resource host 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: hostStorageName
}

resource edge 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: vaultNames.edge
}

resource secrets 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: vaultNames.secrets
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = {
  name: registryName
}

resource containerRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (place, i) in listenerContainers: {
    scope: container[i]
    name: guid(container[i].id, listener, place.role)
    properties: toProperties({ who: listener, type: 'ServicePrincipal', role: place.role })
  }
]

resource tableRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (place, i) in listenerTables: {
    scope: table[i]
    name: guid(table[i].id, listener, place.role)
    properties: toProperties({ who: listener, type: 'ServicePrincipal', role: place.role })
  }
]

resource queueRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (name, i) in listenerQueues: {
    scope: queue[i]
    name: guid(queue[i].id, listener, role.queueSender)
    properties: toProperties({ who: listener, type: 'ServicePrincipal', role: role.queueSender })
  }
]

resource mailRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for given in onMail: {
    scope: mail
    name: guid(mail.id, given.who, given.role)
    properties: toProperties(given)
  }
]

resource hostRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for given in onHost: {
    scope: host
    name: guid(host.id, given.who, given.role)
    properties: toProperties(given)
  }
]

resource edgeRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for given in onEdge: {
    scope: edge
    name: guid(edge.id, given.who, given.role)
    properties: toProperties(given)
  }
]

resource secretsRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for given in onSecrets: {
    scope: secrets
    name: guid(secrets.id, given.who, given.role)
    properties: toProperties(given)
  }
]

resource insightsRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for given in onInsights: {
    scope: insights
    name: guid(insights.id, given.who, given.role)
    properties: toProperties(given)
  }
]

resource registryRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for given in onRegistry: {
    scope: registry
    name: guid(registry.id, given.who, given.role)
    properties: toProperties(given)
  }
]
