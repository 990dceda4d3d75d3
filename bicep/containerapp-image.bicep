// The image that the listener runs now, so that provisioning again does not take it away.

@description('The name of the container app.')
param name string

@description('The container app is there already.')
param exists bool

resource app 'Microsoft.App/containerApps@2025-01-01' existing = if (exists) {
  name: name
}

@description('Empty: it runs none yet.')
output image string = exists ? app!.properties.template.containers[0].image : ''
