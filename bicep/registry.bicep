// The registry of the listener's image. Who pulls and pushes has a role; it has no user of its own.

@minLength(5)
@maxLength(50)
param name string

param location string

param tags object

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: 'Basic' }
  properties: {
    adminUserEnabled: false
    publicNetworkAccess: 'Enabled'
  }
}

@description('Its host name.')
output server string = registry.properties.loginServer
