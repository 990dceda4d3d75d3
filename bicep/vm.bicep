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

@description('Who may log in to the machines as mailcloud over SSH. Empty: nobody. It cannot be changed on a machine that is there.')
param sshPublicKey string = ''

@description('The name that the addresses lead back to. Azure takes it only while the DNS leads from there to the addresses, so not before the domain is delegated; empty: none yet.')
param reverseFqdn string = ''

output addresses string[] = []
