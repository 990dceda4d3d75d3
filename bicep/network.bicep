// The network: a subnet for each kind of compute, and which ports the internet reaches there.

@description('Begins the names of the resources.')
param name string

param location string

param tags object

@description('SSH to the virtual machines is open to the internet. The services for mail always are.')
param sshOpen bool = false

@description('What leaves from the functions has an address of its own, as other mail servers want it.')
param functionsHaveAddress bool = false

@description('The name that this address leads back to. Azure takes it only while the DNS leads from there to the address; empty: none yet.')
param functionsReverseFqdn string = ''

@description('The ports of the mail services: SMTP, SMTPS submission, submission, IMAPS and POP3S.')
var mailPorts = ['25', '465', '587', '993', '995']

// An environment of Container Apps is reached through an address of its own, which is not in the subnet; its load balancer comes from within.
resource appsRules 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: '${name}-apps'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'mail'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: 'Internet'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRanges: mailPorts
        }
      }
      {
        name: 'load-balancer'
        properties: {
          priority: 110
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: 'AzureLoadBalancer'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '30000-32767'
        }
      }
    ]
  }
}

resource vmRules 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: '${name}-vm'
  location: location
  tags: tags
  properties: {
    securityRules: concat(
      [
        {
          name: 'mail'
          properties: {
            priority: 100
            direction: 'Inbound'
            access: 'Allow'
            protocol: 'Tcp'
            sourceAddressPrefix: 'Internet'
            sourcePortRange: '*'
            destinationAddressPrefix: '*'
            destinationPortRanges: mailPorts
          }
        }
      ],
      sshOpen
        ? [
            {
              name: 'ssh'
              properties: {
                priority: 200
                direction: 'Inbound'
                access: 'Allow'
                protocol: 'Tcp'
                sourceAddressPrefix: 'Internet'
                sourcePortRange: '*'
                destinationAddressPrefix: '*'
                destinationPortRange: '22'
              }
            }
          ]
        : []
    )
  }
}

resource functionsAddress 'Microsoft.Network/publicIPAddresses@2024-05-01' = if (functionsHaveAddress) {
  name: '${name}-functions'
  location: location
  tags: tags
  sku: { name: 'Standard' }
  properties: {
    publicIPAllocationMethod: 'Static'
    publicIPAddressVersion: 'IPv4'
    dnsSettings: union(
      { domainNameLabel: '${name}-out-${uniqueString(resourceGroup().id)}' },
      empty(functionsReverseFqdn) ? {} : { reverseFqdn: '${functionsReverseFqdn}.' }
    )
  }
}

resource functionsGateway 'Microsoft.Network/natGateways@2024-05-01' = if (functionsHaveAddress) {
  name: '${name}-functions'
  location: location
  tags: tags
  sku: { name: 'Standard' }
  properties: {
    publicIpAddresses: [{ id: functionsAddress.id }]
  }
}

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: ['10.20.0.0/16']
    }
    subnets: [
      {
        name: 'apps'
        properties: {
          addressPrefix: '10.20.0.0/23'
          networkSecurityGroup: { id: appsRules.id }
          delegations: [
            {
              name: 'environment'
              properties: { serviceName: 'Microsoft.App/environments' }
            }
          ]
        }
      }
      {
        name: 'vm'
        properties: {
          addressPrefix: '10.20.2.0/24'
          networkSecurityGroup: { id: vmRules.id }
          // What leaves has the machine's own public address.
          defaultOutboundAccess: false
        }
      }
      {
        // Flex Consumption's instances join a subnet by the same delegation as Container Apps, but not the same subnet.
        name: 'functions'
        properties: {
          addressPrefix: '10.20.3.0/24'
          natGateway: functionsHaveAddress ? { id: functionsGateway.id } : null
          delegations: [
            {
              name: 'functions'
              properties: { serviceName: 'Microsoft.App/environments' }
            }
          ]
        }
      }
    ]
  }

  resource apps 'subnets' existing = {
    name: 'apps'
  }

  resource vm 'subnets' existing = {
    name: 'vm'
  }

  resource functions 'subnets' existing = {
    name: 'functions'
  }
}

@description('The resource ids of the subnets: apps for containerapp.bicep, vm for vm.bicep, functions for the outbound traffic of the functions.')
output subnetIds { apps: string, vm: string, functions: string } = {
  apps: network::apps.id
  vm: network::vm.id
  functions: network::functions.id
}

@description('Where mail from the functions comes from; empty: from no address in particular.')
output functionsAddress string = functionsHaveAddress ? functionsAddress!.properties.ipAddress : ''
