// The functions, on Flex Consumption: a program of ours that the Functions host calls (a custom handler).

param name string

param location string

param tags object

@description('The account of the Functions host: its locks, its timers, and the packages that are deployed.')
param hostStorageName string

@description('The container of that account where packages are.')
param packagesContainer string

@description('The identity of all functions.')
param identity { id: string, clientId: string }

@description('The identity that renews certificates: function Renew asks for it by its client id.')
param renewalIdentityId string

@description('The settings of the functions.')
param env { name: string, value: string }[]

param insightsConnectionString string

@description('The subnet that what is sent goes out through; empty: Azure\'s own addresses, where port 25 is closed.')
param subnetId string = ''

@minValue(0)
@maxValue(20)
@description('Instances that run when nobody asks: 0 costs nothing, 1 answers the first request and the first mail without a start.')
param alwaysReadyInstances int

@minValue(1)
@maxValue(1000)
param maximumInstances int = 40

@allowed([512, 2048, 4096])
@description('The memory of an instance in MiB.')
param instanceMemory int = 2048

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: '${name}-plan'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: { reserved: true }
}

// What the Functions host reads; what the program reads is in env.
var hostSettings = [
  { name: 'AzureWebJobsStorage__accountName', value: hostStorageName }
  { name: 'AzureWebJobsStorage__credential', value: 'managedidentity' }
  { name: 'AzureWebJobsStorage__clientId', value: identity.clientId }
  // The root of the website is ours.
  { name: 'AzureWebJobsDisableHomepage', value: 'true' }
  { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: insightsConnectionString }
  { name: 'APPLICATIONINSIGHTS_AUTHENTICATION_STRING', value: 'ClientId=${identity.clientId};Authorization=AAD' }
]

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'functions' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
      '${renewalIdentityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identity.id
    // Without it no certificate of ours can ever be bound, and an app cannot get it later.
    #disable-next-line BCP037 // The types do not know it yet.
    siteScopedCertificatesEnabled: true
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    outboundVnetRouting: empty(subnetId) ? null : { applicationTraffic: true }
    functionAppConfig: {
      runtime: {
        name: 'custom'
        version: '1.0'
      }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: 'https://${hostStorageName}.blob.${az.environment().suffixes.storage}/${packagesContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity.id
          }
        }
      }
      scaleAndConcurrency: {
        maximumInstanceCount: maximumInstances
        instanceMemoryMB: instanceMemory
        // An open page of the webmail is a request that waits for news and does nothing else; Azure's own 16 would be an instance for 16 pages.
        triggers: { http: { perInstanceConcurrency: 100 } }
        alwaysReady: [
          for group in (alwaysReadyInstances > 0 ? ['http', 'function:Deliver'] : []): {
            name: group
            instanceCount: alwaysReadyInstances
          }
        ]
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      appSettings: concat(hostSettings, env)
    }
  }
}

// Packages are uploaded by whoever has a role, never with the app's publishing password.
resource ftp 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: app
  name: 'ftp'
  properties: { allow: false }
}

resource scm 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: app
  name: 'scm'
  properties: { allow: false }
}

output name string = app.name

output planId string = plan.id

@description('Its name in Azure\'s domain, which our names lead to.')
output hostName string = app.properties.defaultHostName

@description('What the DNS has to say below asuid before the app takes a name of ours.')
output verificationId string = app.properties.customDomainVerificationId
