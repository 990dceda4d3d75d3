// What the mail account has. The program has the same lists in src/MailCloud.Storage/StorageNames.cs, and a test compares them.

@export()
var containers = ['messages', 'checkpoints', 'archive', 'models', 'indexes', 'rendered', 'uploads', 'keys']

@export()
var tables = [
  'accounts'
  'refs'
  'graves'
  'addresses'
  'domains'
  'credentials'
  'beacon'
  'outbound'
  'stspolicies'
  'tlssessions'
  'greylist'
  'objects'
]

var works = ['deliver', 'send', 'checkpoint', 'reap', 'train', 'index', 'submit']

// What fails too often is set aside on a queue of its own.
@export()
var queues = flatten(map(works, work => [work, '${work}-poison']))
