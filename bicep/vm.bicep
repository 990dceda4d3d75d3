// The listener on small virtual machines, for those who need to know their clients' addresses: each machine has a public address of its own, and no state.

@description('Begins the names of the machines, mail1, mail2 and so on follow.')
param name string

param location string

param tags object

@description('The subnet whose rules let the five ports through.')
param subnetId string

@description('The user-assigned identity that pulls the image and that the listener works with.')
param identity { id: string, clientId: string }

@description('The host name of the container registry.')
param registryServer string

@description('The image in the registry, with a tag that new versions take over.')
param image string = 'mailcloud/listener:latest'

@description('The settings of the listener. Machines look for changes once a minute and restart it then.')
param env { name: string, value: string }[]

@minValue(1)
@maxValue(20)
@description('How many machines. Clients are spread over them by the DNS.')
param count int = 1

@description('A size with an x64 processor that allows Trusted Launch.')
param size string = 'Standard_B2ats_v2'

@description('Who may log in to the machines over SSH. Empty: nobody. It cannot be changed on a machine that is there.')
param sshPublicKey string = ''

@description('The user whom that key logs in.')
param sshUser string = 'mailcloud'

@description('The name that the addresses lead back to. Azure takes it only while the DNS leads from there to the addresses, so not before the domain is delegated; empty: none yet.')
param reverseFqdn string = ''

// A machine cannot be made without a key. This one is the SHA-256 of 'Nobody has the private key.', so that nobody has the private key.
var nobodysKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFfT3K+QQrJbYlz2cSGeRzSQKn0oFfizomKDDD5zxSLh'

var registryLogin = replace(
  replace(loadTextContent('cloud-init/registry-login.sh'), '{{registry}}', registryServer),
  '{{identity}}',
  identity.clientId
)

var files = [
  {
    path: '/etc/containers/systemd/mailcloud.container'
    permissions: '0644'
    content: replace(loadTextContent('cloud-init/mailcloud.container'), '{{image}}', '${registryServer}/${image}')
  }
  { path: '/usr/local/sbin/mailcloud-registry-login', permissions: '0755', content: registryLogin }
  {
    path: '/usr/local/sbin/mailcloud-settings'
    permissions: '0755'
    content: loadTextContent('cloud-init/settings.sh')
  }
  { path: '/usr/local/sbin/mailcloud-health', permissions: '0755', content: loadTextContent('cloud-init/health.sh') }
  {
    path: '/etc/systemd/system/mailcloud-watch.service'
    permissions: '0644'
    content: loadTextContent('cloud-init/mailcloud-watch.service')
  }
  {
    path: '/etc/systemd/system/mailcloud-watch.timer'
    permissions: '0644'
    content: loadTextContent('cloud-init/mailcloud-watch.timer')
  }
  {
    path: '/etc/systemd/system/podman-auto-update.service.d/mailcloud.conf'
    permissions: '0644'
    content: loadTextContent('cloud-init/auto-update.service.conf')
  }
  {
    path: '/etc/systemd/system/podman-auto-update.timer.d/mailcloud.conf'
    permissions: '0644'
    content: loadTextContent('cloud-init/auto-update.timer.conf')
  }
]

// What a machine does when it is first started; cloud-init reads YAML, and JSON is YAML. Azure takes no change of it later, so whatever may change is in the user data.
var firstStart = {
  package_update: true
  package_upgrade: true
  packages: ['podman', 'jq']
  write_files: files
  runcmd: [
    ['systemctl', 'daemon-reload']
    ['systemctl', 'enable', '--now', 'mailcloud-watch.timer', 'podman-auto-update.timer']
    ['systemctl', 'start', '--no-block', 'mailcloud.service']
  ]
}

// Azure updates the systems of machines that are in a set one after another.
resource machines 'Microsoft.Compute/availabilitySets@2024-07-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: 'Aligned' }
  properties: {
    platformFaultDomainCount: 2
    platformUpdateDomainCount: 5
  }
}

resource publicIp 'Microsoft.Network/publicIPAddresses@2024-05-01' = [
  for i in range(1, count): {
    name: '${name}${i}'
    location: location
    tags: tags
    sku: { name: 'Standard' }
    properties: {
      publicIPAllocationMethod: 'Static'
      publicIPAddressVersion: 'IPv4'
      idleTimeoutInMinutes: 30
      dnsSettings: union(
        { domainNameLabel: '${name}${i}-${uniqueString(resourceGroup().id)}' },
        empty(reverseFqdn) ? {} : { reverseFqdn: '${reverseFqdn}.' }
      )
    }
  }
]

resource networkInterface 'Microsoft.Network/networkInterfaces@2024-05-01' = [
  for i in range(0, count): {
    name: '${name}${i + 1}'
    location: location
    tags: tags
    properties: {
      ipConfigurations: [
        {
          name: 'public'
          properties: {
            subnet: { id: subnetId }
            publicIPAddress: { id: publicIp[i].id }
          }
        }
      ]
    }
  }
]

resource machine 'Microsoft.Compute/virtualMachines@2024-07-01' = [
  for i in range(0, count): {
    name: '${name}${i + 1}'
    location: location
    tags: tags
    identity: {
      type: 'UserAssigned'
      userAssignedIdentities: { '${identity.id}': {} }
    }
    properties: {
      availabilitySet: { id: machines.id }
      hardwareProfile: { vmSize: size }
      // Read by /usr/local/sbin/mailcloud-settings. No secrets are among the settings.
      userData: base64(join(map(env, setting => '${setting.name}=${setting.value}\n'), ''))
      securityProfile: {
        securityType: 'TrustedLaunch'
        uefiSettings: {
          secureBootEnabled: true
          vTpmEnabled: true
        }
      }
      storageProfile: {
        imageReference: {
          publisher: 'Canonical'
          offer: 'ubuntu-24_04-lts'
          sku: 'server'
          version: 'latest'
        }
        osDisk: {
          createOption: 'FromImage'
          deleteOption: 'Delete'
          managedDisk: { storageAccountType: 'StandardSSD_LRS' }
        }
      }
      osProfile: {
        computerName: '${name}${i + 1}'
        adminUsername: sshUser
        customData: base64('#cloud-config\n${string(firstStart)}\n')
        linuxConfiguration: {
          disablePasswordAuthentication: true
          ssh: {
            publicKeys: [
              {
                path: '/home/${sshUser}/.ssh/authorized_keys'
                keyData: empty(sshPublicKey) ? nobodysKey : sshPublicKey
              }
            ]
          }
          provisionVMAgent: true
          patchSettings: {
            patchMode: 'AutomaticByPlatform'
            assessmentMode: 'AutomaticByPlatform'
            automaticByPlatformSettings: { rebootSetting: 'IfRequired' }
          }
        }
      }
      networkProfile: {
        // A machine that is made anew gets the same address.
        networkInterfaces: [
          {
            id: networkInterface[i].id
            properties: { deleteOption: 'Detach' }
          }
        ]
      }
      diagnosticsProfile: {
        bootDiagnostics: { enabled: true }
      }
    }
  }
]

@description('The public addresses of the machines.')
output addresses string[] = [for i in range(0, count): publicIp[i].properties.ipAddress]
