targetScope = 'subscription'

import { containers, tables, queues } from '../bicep/storage-names.bicep'

// ---- What `azd` asks for or knows; docs/operations.md explains each.

@minLength(1)
@maxLength(40)
@description('The name of the azd environment, which all names of resources come from.')
param environmentName string

@minLength(1)
@description('The region of Azure.')
param location string

@description('The object id of whoever deploys (azd knows it); empty: nobody gets roles to look after the mail.')
param principalId string = ''

@allowed(['User', 'Group', 'ServicePrincipal'])
@description('What that is.')
param principalType string = 'User'

@minLength(3)
@description('The domain of the mail addresses.')
param mailDomain string

@description('The name of the mail server; empty: mail. before the domain.')
param mailHostName string = ''

@allowed(['containerapp', 'vm'])
@description('Where the listener runs: Container Apps, which hide the addresses of clients, or virtual machines.')
param listenerHost string = 'containerapp'

@description('The domain\'s zone is made here, and records and proofs for certificates are written. Otherwise that is yours to do.')
param manageDns bool = true

@minValue(0)
@maxValue(20)
@description('Instances of the functions that run when nobody asks.')
param alwaysReadyInstances int = 0

@minValue(1)
@description('Replicas of the listener at least (containerapp).')
param listenerMinReplicas int = 1

@minValue(1)
@description('Replicas of the listener at most (containerapp).')
param listenerMaxReplicas int = 10

@description('The container app is there and keeps its image (azd knows it).')
param listenerExists bool = false

@minValue(1)
@maxValue(20)
@description('How many virtual machines (vm).')
param vmCount int = 1

@description('Their size (vm).')
param vmSize string = 'Standard_B2ats_v2'

@description('Who may log in to the machines over SSH (vm); empty: nobody.')
param sshPublicKey string = ''

@description('The name that the machines\' addresses lead back to (vm); with outbound mx, the functions\' address then leads back to out and the domain. Once the DNS leads from the names to them; empty: not yet.')
param reverseName string = ''

@allowed(['off', 'smarthost', 'mx'])
@description('How mail leaves: not at all, through another server, or to each domain\'s own over port 25, which needs a subscription where that is open.')
param outbound string = 'off'

@description('The server that passes mail on (smarthost), with :port unless it is 587.')
param smartHost string = ''

@description('The user there; empty: no log-in.')
param smartHostUser string = ''

@secure()
@description('The password there. Kept in the secrets vault; may be left out later.')
param smartHostPassword string = ''

@description('Names whose SPF policies say who else sends for the domain, such as that of the smart host, with spaces between.')
param spfIncludes string = ''

@description('The ACME directory that certificates come from; empty: none is renewed.')
param acmeDirectory string = 'https://acme-v02.api.letsencrypt.org/directory'

@description('Whom the authority writes to; empty: alertEmail.')
param acmeContact string = ''

@description('Whom alerts go to: not an address of this service. Empty: there are no alerts.')
param alertEmail string = ''

@description('The website has its own names and the certificate, which both have to be there: for a second provision.')
param bindWebNames bool = false

@description('The vaults of an environment that was taken down are brought back, with what was in them; their names are held for 90 days.')
param recoverVaults bool = false

@minValue(1)
@maxValue(365)
@description('Days for which deleted or replaced blobs, and keys, can be brought back.')
param retentionDays int = 14

@minValue(0)
@maxValue(3650)
@description('Days after which packs move to the cool tier; 0: never.')
param coolAfterDays int = 180

@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS', 'Standard_RAGRS', 'Standard_RAGZRS'])
@description('How many copies of the mail there are, and where.')
param storageSku string = 'Standard_LRS'

@allowed(['none', 'testing', 'enforce'])
@description('The mode of the domain\'s MTA-STS policy.')
param mtaSts string = 'testing'

// ---- Names

var tags = { 'azd-env-name': environmentName }
var token = toLower(uniqueString(subscription().id, environmentName, location))
var name = 'mailcloud-${token}'
var names = {
  mailStorage: 'mail${token}'
  hostStorage: 'host${token}'
  vaults: { edge: 'edge-${token}', secrets: 'secrets-${token}' }
  logAnalytics: '${name}-logs'
  insights: '${name}-insights'
  registry: 'mailcloud${token}'
  functions: name
  listener: 'listener'
  packages: 'packages'
  certificate: 'mail'
}
var hostName = empty(mailHostName) ? 'mail.${mailDomain}' : mailHostName
var webHostName = 'webmail.${mailDomain}'
var webLabels = concat(['webmail', 'autoconfig', 'autodiscover'], mtaSts == 'none' ? [] : ['mta-sts'])
var webNames = map(webLabels, label => '${label}.${mailDomain}')
var tlsNames = concat([hostName], webNames)
var inContainerApp = listenerHost == 'containerapp'

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

var zoneId = manageDns ? '${group.id}/providers/Microsoft.Network/dnsZones/${mailDomain}' : ''

// ---- What keeps

module identities '../bicep/identities.bicep' = {
  scope: group
  params: {
    name: name
    location: location
    tags: tags
  }
}

module mailStorage '../bicep/storage.bicep' = {
  scope: group
  params: {
    name: names.mailStorage
    location: location
    tags: tags
    sku: storageSku
    containers: containers
    tables: tables
    queues: queues
    retentionDays: retentionDays
    cooling: { container: 'messages', days: coolAfterDays }
  }
}

module hostStorage '../bicep/storage.bicep' = {
  scope: group
  params: {
    name: names.hostStorage
    location: location
    tags: tags
    containers: [names.packages]
    retentionDays: 7
  }
}

module monitoring '../bicep/monitoring.bicep' = {
  scope: group
  params: {
    names: { logAnalytics: names.logAnalytics, insights: names.insights }
    location: location
    tags: tags
  }
}

module vaults '../bicep/vaults.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    names: names.vaults
    recover: recoverVaults
    logAnalyticsId: monitoring.outputs.logAnalyticsId
    smartHostPassword: smartHostPassword
  }
}

module registry '../bicep/registry.bicep' = {
  scope: group
  params: {
    name: names.registry
    location: location
    tags: tags
  }
}

module roles '../bicep/roles.bicep' = {
  scope: group
  params: {
    listener: identities.outputs.listener.principalId
    functions: identities.outputs.functions.principalId
    deployer: principalId
    deployerType: principalType
    mailStorageName: names.mailStorage
    hostStorageName: names.hostStorage
    vaultNames: names.vaults
    insightsName: names.insights
    registryName: names.registry
  }
  dependsOn: [mailStorage, hostStorage, vaults, registry, monitoring]
}

// ---- The settings of the programs

var mailSettings = [
  { name: 'MAILCLOUD_HOSTNAME', value: hostName }
  { name: 'MAILCLOUD_DOMAIN', value: mailDomain }
  { name: 'MAILCLOUD_STORAGE__blobServiceUri', value: mailStorage.outputs.addresses.blob }
  { name: 'MAILCLOUD_STORAGE__queueServiceUri', value: mailStorage.outputs.addresses.queue }
  { name: 'MAILCLOUD_STORAGE__tableServiceUri', value: mailStorage.outputs.addresses.table }
  { name: 'MAILCLOUD_OUTBOUND', value: outbound }
]

var smartHostSettings = outbound != 'smarthost'
  ? []
  : concat(
      [
        {
          name: 'MAILCLOUD_SMARTHOST'
          value: empty(smartHost) ? fail('The way out is a smart host: MAILCLOUD_SMARTHOST says which.') : smartHost
        }
      ],
      empty(smartHostUser) ? [] : [{ name: 'MAILCLOUD_SMARTHOST_USER', value: smartHostUser }]
    )

var listenerSettings = concat(mailSettings, [
  { name: 'MAILCLOUD_STORAGE__clientId', value: identities.outputs.listener.clientId }
  { name: 'MAILCLOUD_TLS_KEYVAULT', value: vaults.outputs.edgeUri }
  { name: 'MAILCLOUD_TLS_KEYVAULT__clientId', value: identities.outputs.listener.clientId }
  { name: 'MAILCLOUD_TLS_CERTIFICATES', value: names.certificate }
  // Its one secret, srs, is in the edge vault as well.
  { name: 'MAILCLOUD_KEYVAULT', value: vaults.outputs.edgeUri }
  { name: 'MAILCLOUD_KEYVAULT__clientId', value: identities.outputs.listener.clientId }
  { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: monitoring.outputs.connectionString }
  { name: 'AZURE_CLIENT_ID', value: identities.outputs.listener.clientId }
])

var renewalSettings = empty(acmeDirectory) || !manageDns
  ? []
  : [
      { name: 'MAILCLOUD_ACME_DIRECTORY', value: acmeDirectory }
      { name: 'MAILCLOUD_ACME_CONTACT', value: empty(acmeContact) ? alertEmail : acmeContact }
      { name: 'MAILCLOUD_ACME__clientId', value: identities.outputs.renewal.clientId }
      { name: 'MAILCLOUD_DNS_ZONES', value: zoneId }
      { name: 'MAILCLOUD_TLS_NAMES', value: join(tlsNames, ' ') }
    ]

// Each authority has a name of its own for CAA records. Only that of the default one is known, and a record with it would keep another from issuing anything.
var certificateAuthorities = contains(toLower(acmeDirectory), '.letsencrypt.org/') ? ['letsencrypt.org'] : []

var functionsSettings = concat(mailSettings, smartHostSettings, renewalSettings, [
  { name: 'MAILCLOUD_STORAGE__clientId', value: identities.outputs.functions.clientId }
  { name: 'MAILCLOUD_STORAGE__credential', value: 'managedidentity' }
  { name: 'MAILCLOUD_TLS_KEYVAULT', value: vaults.outputs.edgeUri }
  { name: 'MAILCLOUD_TLS_KEYVAULT__clientId', value: identities.outputs.functions.clientId }
  { name: 'MAILCLOUD_TLS_CERTIFICATES', value: names.certificate }
  { name: 'MAILCLOUD_KEYVAULT', value: vaults.outputs.secretsUri }
  { name: 'MAILCLOUD_KEYVAULT__clientId', value: identities.outputs.functions.clientId }
  { name: 'MAILCLOUD_WEB_HOSTNAME', value: webHostName }
  { name: 'MAILCLOUD_MTA_STS', value: mtaSts }
  { name: 'AZURE_CLIENT_ID', value: identities.outputs.functions.clientId }
])

// ---- What runs

module network '../bicep/network.bicep' = {
  scope: group
  params: {
    name: name
    location: location
    tags: tags
    sshOpen: !empty(sshPublicKey)
    functionsHaveAddress: outbound == 'mx'
    functionsReverseFqdn: empty(reverseName) ? '' : 'out.${mailDomain}'
  }
}

module functions '../bicep/functions.bicep' = {
  scope: group
  params: {
    name: names.functions
    location: location
    tags: tags
    hostStorageName: hostStorage.outputs.name
    packagesContainer: names.packages
    identity: identities.outputs.functions
    renewalIdentityId: identities.outputs.renewal.id
    env: functionsSettings
    insightsConnectionString: monitoring.outputs.connectionString
    // Only mail to other servers has to leave through a network of ours.
    subnetId: outbound == 'mx' ? network.outputs.subnetIds.functions : ''
    alwaysReadyInstances: alwaysReadyInstances
  }
  dependsOn: [roles]
}

module containerApp '../bicep/containerapp.bicep' = if (inContainerApp) {
  scope: group
  params: {
    name: names.listener
    location: location
    tags: tags
    subnetId: network.outputs.subnetIds.apps
    identity: identities.outputs.listener
    registryServer: registry.outputs.server
    logAnalyticsName: names.logAnalytics
    env: listenerSettings
    minReplicas: listenerMinReplicas
    maxReplicas: listenerMaxReplicas
    exists: listenerExists
  }
  dependsOn: [roles]
}

module machines '../bicep/vm.bicep' = if (!inContainerApp) {
  scope: group
  params: {
    name: 'mail'
    location: location
    tags: tags
    subnetId: network.outputs.subnetIds.vm
    identity: identities.outputs.listener
    registryServer: registry.outputs.server
    env: listenerSettings
    count: vmCount
    size: vmSize
    sshPublicKey: sshPublicKey
    reverseFqdn: reverseName
  }
  dependsOn: [roles]
}

var addresses = inContainerApp ? [containerApp!.outputs.address] : machines!.outputs.addresses

// ---- What others look up

module dns '../bicep/dns.bicep' = if (manageDns) {
  scope: group
  params: {
    domain: mailDomain
    tags: tags
    hostName: hostName
    addresses: addresses
    webTarget: '${names.functions}.azurewebsites.net'
    webVerificationId: functions.outputs.verificationId
    mtaSts: mtaSts
    senderAddress: network.outputs.functionsAddress
    spfIncludes: empty(spfIncludes) ? [] : split(spfIncludes, ' ')
    certificateAuthorities: certificateAuthorities
  }
}

module renewalRoles '../bicep/renewal-roles.bicep' = {
  scope: group
  params: {
    renewal: identities.outputs.renewal.principalId
    edgeVaultName: names.vaults.edge
    zoneName: manageDns ? mailDomain : ''
  }
  dependsOn: [vaults, dns]
}

module website '../bicep/webnames.bicep' = if (bindWebNames) {
  scope: group
  params: {
    appName: names.functions
    location: location
    planId: functions.outputs.planId
    hostNames: webNames
    certificate: {
      vaultId: '${group.id}/providers/Microsoft.KeyVault/vaults/${names.vaults.edge}'
      name: names.certificate
    }
  }
  dependsOn: [dns]
}

module alerts '../bicep/alerts.bicep' = if (!empty(alertEmail)) {
  scope: group
  params: {
    name: name
    location: location
    tags: tags
    email: alertEmail
    logAnalyticsId: monitoring.outputs.logAnalyticsId
  }
}

// ---- What azd, the hooks and `mailcloud` go on with

output AZURE_LOCATION string = location
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_CONTAINER_REGISTRY_ENDPOINT string = registry.outputs.server
output MAILCLOUD_DOMAIN string = mailDomain
output MAILCLOUD_HOSTNAME string = hostName
output MAILCLOUD_LISTENER_HOST string = listenerHost
output MAILCLOUD_LISTENER_IN_CONTAINERAPP bool = inContainerApp
output MAILCLOUD_LISTENER_ADDRESS string = join(addresses, ' ')
output MAILCLOUD_ACCOUNT_URL string = mailStorage.outputs.addresses.blob
output MAILCLOUD_KEYVAULT string = vaults.outputs.secretsUri
output MAILCLOUD_TLS_KEYVAULT string = vaults.outputs.edgeUri
output MAILCLOUD_WEB_URL string = 'https://${bindWebNames ? webHostName : functions.outputs.hostName}/webmail/'
output MAILCLOUD_FUNCTION_APP string = functions.outputs.name
output MAILCLOUD_MANAGE_DNS bool = manageDns
output MAILCLOUD_DNS_ZONE_ID string = zoneId
output MAILCLOUD_NAME_SERVERS string = manageDns ? join(dns!.outputs.nameServers, ' ') : ''
output MAILCLOUD_TLS_NAMES string = join(tlsNames, ' ')
