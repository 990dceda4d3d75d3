// The website's own names, with the certificate of the edge vault. Needs the names in the DNS and the certificate in the vault, so it comes with a later provision than they do.

@description('The functions app.')
param appName string

param location string

param planId string

@description('The names to bind, all of them on the certificate.')
param hostNames string[]

@description('The vault and the name of the certificate in it; the app reads it as its own identity.')
param certificate { vaultId: string, name: string }

resource app 'Microsoft.Web/sites@2024-11-01' existing = {
  name: appName
}

// Azure looks for newer versions in the vault by itself.
resource served 'Microsoft.Web/sites/certificates@2024-11-01' = {
  parent: app
  name: certificate.name
  location: location
  properties: {
    serverFarmId: planId
    keyVaultId: certificate.vaultId
    keyVaultSecretName: certificate.name
  }
}

// One after another: two at a time collide.
@batchSize(1)
resource binding 'Microsoft.Web/sites/hostNameBindings@2024-11-01' = [
  for hostName in hostNames: {
    parent: app
    name: hostName
    properties: {
      siteName: appName
      hostNameType: 'Verified'
      customHostNameDnsRecordType: 'CName'
      sslState: 'SniEnabled'
      thumbprint: served.properties.thumbprint
    }
  }
]
