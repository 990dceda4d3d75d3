// The domain's zone: everything that other servers, mail programs and certificate authorities look up. DKIM keys are made later, and their records with them.

@description('The domain of the mail addresses.')
param domain string

param tags object

@description('The name of the mail server. It has a record here if it is below the domain.')
param hostName string

@description('The IPv4 addresses of the mail server.')
param addresses string[]

@description('The host name of the functions app, which webmail, mta-sts, autoconfig and autodiscover are names of; empty: none of them is.')
param webTarget string

@description('What the functions app wants to see before it takes a name (customDomainVerificationId).')
param webVerificationId string

@description('Names whose SPF policies say who else sends for the domain, such as that of a smart host.')
param spfIncludes string[] = []

@description('The IPv4 address that mail to other servers comes from, if it is not one of the mail server. It gets the name out.')
param senderAddress string = ''

@allowed(['none', 'quarantine', 'reject'])
@description('What others are asked to do with mail that is not the domain\'s own.')
param dmarcPolicy string = 'quarantine'

@allowed(['none', 'testing', 'enforce'])
@description('The mode of the MTA-STS policy that the functions app gives out; none: there is no policy.')
param mtaSts string = 'testing'

@description('Who may issue certificates for the domain (CAA); empty: anybody.')
param certificateAuthorities string[] = ['letsencrypt.org']

@description('Where reports of others go.')
param reportAddress string = 'postmaster@${domain}'

var ttl = 3600
var hostLabel = endsWith(hostName, '.${domain}') ? take(hostName, length(hostName) - length(domain) - 1) : ''
var hasPolicy = mtaSts != 'none' && !empty(webTarget)
var webLabels = empty(webTarget) ? [] : concat(['webmail', 'autoconfig', 'autodiscover'], hasPolicy ? ['mta-sts'] : [])
var spf = join(
  concat(
    ['v=spf1', 'mx'],
    empty(senderAddress) ? [] : ['ip4:${senderAddress}'],
    map(spfIncludes, name => 'include:${name}'),
    ['-all']
  ),
  ' '
)
// The policy's id changes with what the policy says: its mode and its server.
var mtaStsId = uniqueString(mtaSts, hostName)

var texts = concat(
  [
    { name: '@', text: spf }
    { name: '_dmarc', text: 'v=DMARC1; p=${dmarcPolicy}; rua=mailto:${reportAddress}' }
    { name: '_smtp._tls', text: 'v=TLSRPTv1; rua=mailto:${reportAddress}' }
  ],
  hasPolicy ? [{ name: '_mta-sts', text: 'v=STSv1; id=${mtaStsId};' }] : [],
  map(webLabels, label => { name: 'asuid.${label}', text: webVerificationId })
)

// A target of "." says that the service is not there (RFC 2782): without TLS from the first octet there is no IMAP and no POP3.
var services = concat(
  [
    { name: '_submissions._tcp', port: 465, target: hostName, priority: 0 }
    { name: '_submission._tcp', port: 587, target: hostName, priority: 10 }
    { name: '_imaps._tcp', port: 993, target: hostName, priority: 0 }
    { name: '_pop3s._tcp', port: 995, target: hostName, priority: 10 }
    { name: '_imap._tcp', port: 0, target: '.', priority: 0 }
    { name: '_pop3._tcp', port: 0, target: '.', priority: 0 }
  ],
  empty(webTarget) ? [] : [{ name: '_autodiscover._tcp', port: 443, target: 'autodiscover.${domain}', priority: 0 }]
)

resource zone 'Microsoft.Network/dnsZones@2018-05-01' = {
  name: domain
  location: 'global'
  tags: tags
}

resource mailExchange 'Microsoft.Network/dnsZones/MX@2018-05-01' = {
  parent: zone
  name: '@'
  properties: {
    TTL: ttl
    MXRecords: [
      {
        preference: 10
        exchange: hostName
      }
    ]
  }
}

resource host 'Microsoft.Network/dnsZones/A@2018-05-01' = if (!empty(hostLabel)) {
  parent: zone
  name: empty(hostLabel) ? '@' : hostLabel
  properties: {
    // Short, so that a server can move.
    TTL: 300
    ARecords: map(addresses, address => { ipv4Address: address })
  }
}

resource sender 'Microsoft.Network/dnsZones/A@2018-05-01' = if (!empty(senderAddress)) {
  parent: zone
  name: 'out'
  properties: {
    TTL: 300
    ARecords: [{ ipv4Address: senderAddress }]
  }
}

resource text 'Microsoft.Network/dnsZones/TXT@2018-05-01' = [
  for record in texts: {
    parent: zone
    name: record.name
    properties: {
      TTL: ttl
      TXTRecords: [
        {
          value: [record.text]
        }
      ]
    }
  }
]

resource web 'Microsoft.Network/dnsZones/CNAME@2018-05-01' = [
  for label in webLabels: {
    parent: zone
    name: label
    properties: {
      TTL: ttl
      CNAMERecord: { cname: webTarget }
    }
  }
]

resource service 'Microsoft.Network/dnsZones/SRV@2018-05-01' = [
  for record in services: {
    parent: zone
    name: record.name
    properties: {
      TTL: ttl
      SRVRecords: [
        {
          priority: record.priority
          weight: 1
          port: record.port
          target: record.target
        }
      ]
    }
  }
]

resource issuers 'Microsoft.Network/dnsZones/CAA@2018-05-01' = if (!empty(certificateAuthorities)) {
  parent: zone
  name: '@'
  properties: {
    TTL: ttl
    caaRecords: map(certificateAuthorities, authority => { flags: 0, tag: 'issue', value: authority })
  }
}

output zoneId string = zone.id

@description('Where the domain is to be delegated to.')
output nameServers string[] = zone.properties.nameServers
