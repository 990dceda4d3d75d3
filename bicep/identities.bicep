// Who the programs are to Azure. An identity has no password: only the compute that it is attached to can be it.

@description('Begins the names of the identities.')
param name string

param location string

param tags object

@description('An identity as other modules need it.')
@export()
type identity = {
  @description('Its resource id, to attach it.')
  id: string

  @description('How a program asks for it, which may have several.')
  clientId: string

  @description('How roles name it.')
  principalId: string
}

var users = ['listener', 'functions', 'renewal']

resource identities 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = [
  for user in users: {
    name: '${name}-${user}'
    location: location
    tags: tags
  }
]

func toIdentity(id string, properties object) identity => {
  id: id
  clientId: properties.clientId
  principalId: properties.principalId
}

@description('The listener, which talks to the internet.')
output listener identity = toIdentity(identities[0].id, identities[0].properties)

@description('The functions.')
output functions identity = toIdentity(identities[1].id, identities[1].properties)

@description('The function that renews certificates, and no other.')
output renewal identity = toIdentity(identities[2].id, identities[2].properties)
