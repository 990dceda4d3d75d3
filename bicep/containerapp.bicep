// The listener on Container Apps: an environment in our network, and the app that the five ports lead to.

@description('The name of the container app; the environment has it with -env.')
param name string

param location string

param tags object

@description('A subnet delegated to Microsoft.App/environments. TCP from outside needs one.')
param subnetId string

@description('The user-assigned identity that pulls the image and that the listener works with.')
param identity { id: string, clientId: string }

@description('The host name of the container registry.')
param registryServer string

@description('The name of the Log Analytics workspace, in the same resource group, for what the containers print (tables ContainerAppConsoleLogs and ContainerAppSystemLogs).')
param logAnalyticsName string

@description('The settings of the listener.')
param env { name: string, value: string }[]

@minValue(1)
@description('Never none: other servers and waiting clients connect at any time.')
param minReplicas int = 1

@minValue(1)
param maxReplicas int = 10

@description('The app is there already (azd: SERVICE_LISTENER_RESOURCE_EXISTS) and keeps its image. Otherwise it begins with a placeholder that azd deploy replaces.')
param exists bool = false

@description('How many connections one replica is to have before another one is started.')
param connectionsPerReplica int = 2000

// The ingress shows its own addresses to the listener, whoever connects.
var ingressEnv = [{ name: 'MAILCLOUD_CLIENT_ADDRESSES', value: 'hidden' }]

// Answers HTTP on all ports of the listener, so that the first revision is healthy before there is an image of ours.
var placeholder = 'mcr.microsoft.com/dotnet/samples:aspnetapp-chiseled'
var placeholderEnv = [{ name: 'ASPNETCORE_HTTP_PORTS', value: '2525;2465;2587;2993;2995;8080' }]

module deployed 'containerapp-image.bicep' = {
  name: '${name}-image'
  params: {
    name: name
    exists: exists
  }
}

var image = empty(deployed.outputs.image) ? placeholder : deployed.outputs.image
var isPlaceholder = image == placeholder

resource logAnalytics 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = {
  name: logAnalyticsName
}

resource environment 'Microsoft.App/managedEnvironments@2025-01-01' = {
  name: '${name}-env'
  location: location
  tags: tags
  properties: {
    vnetConfiguration: {
      infrastructureSubnetId: subnetId
      internal: false
    }
    workloadProfiles: [
      {
        name: 'Consumption'
        workloadProfileType: 'Consumption'
      }
    ]
    // Through diagnostic settings, which need no key of the workspace.
    appLogsConfiguration: { destination: 'azure-monitor' }
  }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'logs'
  scope: environment
  properties: {
    workspaceId: logAnalytics.id
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
  }
}

resource app 'Microsoft.App/containerApps@2025-01-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'listener' })
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    environmentId: environment.id
    workloadProfileName: 'Consumption'
    configuration: {
      // A new revision gets all connections once it is ready; the old one then has its grace period to end those it has.
      activeRevisionsMode: 'Single'
      maxInactiveRevisions: 5
      registries: [
        {
          server: registryServer
          identity: identity.id
        }
      ]
      ingress: {
        external: true
        transport: 'tcp'
        exposedPort: 25
        targetPort: 2525
        additionalPortMappings: [
          { external: true, exposedPort: 465, targetPort: 2465 }
          { external: true, exposedPort: 587, targetPort: 2587 }
          { external: true, exposedPort: 993, targetPort: 2993 }
          { external: true, exposedPort: 995, targetPort: 2995 }
        ]
      }
    }
    template: {
      // The listener takes 30 seconds to let connections end; then there is time left to write what it has accepted.
      terminationGracePeriodSeconds: 90
      containers: [
        {
          name: 'listener'
          image: image
          // azd deploy changes the image alone, so the listener's settings have to be there already.
          env: concat(env, ingressEnv, isPlaceholder ? placeholderEnv : [])
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
          // Without probes of its own a container is asked whether its first port is open, which is what the placeholder can answer.
          probes: isPlaceholder
            ? []
            : [
                {
                  type: 'Startup'
                  httpGet: { path: '/live', port: 8080 }
                  periodSeconds: 2
                  failureThreshold: 60
                }
                {
                  type: 'Liveness'
                  httpGet: { path: '/live', port: 8080 }
                  periodSeconds: 15
                  timeoutSeconds: 5
                  failureThreshold: 4
                }
                {
                  type: 'Readiness'
                  httpGet: { path: '/ready', port: 8080 }
                  periodSeconds: 5
                  timeoutSeconds: 5
                  failureThreshold: 3
                }
              ]
        }
      ]
      scale: {
        minReplicas: minReplicas
        maxReplicas: maxReplicas
        rules: [
          {
            name: 'connections'
            tcp: {
              metadata: { concurrentConnections: string(connectionsPerReplica) }
            }
          }
        ]
      }
    }
  }
}

@description('Where the five ports are reached.')
output address string = environment.properties.staticIp

output name string = app.name
