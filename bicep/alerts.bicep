// What wakes the operator, by mail. Each question is asked of what the programs measure (docs/operations.md lists the names).

@description('Begins the names of the resources.')
param name string

param location string

param tags object

@description('Who is told. Not an address of this service, which may be what has failed.')
param email string

@description('The workspace that holds the metrics.')
param logAnalyticsId string

@description('The oldest message of queue deliver may be so many minutes old.')
param oldestMinutes int = 15

@description('Days before its end at which a certificate should have been renewed.')
param certificateDays int = 14

@description('Failed log-ins in a quarter of an hour that are more than forgotten passwords.')
param failedLogIns int = 500

resource operators 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: '${name}-operators'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'mailcloud'
    enabled: true
    emailReceivers: [
      {
        name: 'operator'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

@description('A question: rows in the answer are the alarm. Minutes: how often it is asked, and of how long a time.')
type question = {
  name: string
  says: string
  query: string
  severity: 0 | 1 | 2 | 3
  every: string
  of: string
}

var queueDepth = 'AppMetrics | where Name == "mailcloud.queue.messages" | extend Queue = tostring(Properties.queue)'
var queueAge = 'AppMetrics | where Name == "mailcloud.queue.age" | extend Queue = tostring(Properties.queue)'
var latest = 'summarize arg_max(TimeGenerated, Max) by Queue'

var questions question[] = [
  {
    name: 'poison'
    says: 'Something failed too often and was set aside: a queue that ends with -poison has messages (docs/functions.md).'
    query: '${queueDepth} | where Queue endswith "-poison" | ${latest} | where Max > 0'
    severity: 1
    every: 'PT15M'
    of: 'PT30M'
  }
  {
    name: 'delivery'
    says: 'Mail that was accepted waits for ${oldestMinutes} minutes: function Deliver does not keep up, or fails.'
    query: '${queueAge} | where Queue == "deliver" | ${latest} | where Max > ${oldestMinutes * 60}'
    severity: 1
    every: 'PT5M'
    of: 'PT15M'
  }
  {
    name: 'silence'
    says: 'The functions have measured no queue for half an hour: function Tick does not run.'
    query: 'AppMetrics | where Name == "mailcloud.queue.messages" | count | where Count == 0'
    severity: 1
    every: 'PT15M'
    of: 'PT30M'
  }
  {
    name: 'certificate'
    says: 'A certificate ends in less than ${certificateDays} days, and should have been renewed.'
    query: 'AppMetrics | where Name in ("mailcloud.certificate.days_left", "mailcloud.listener.certificate.remaining") | extend Certificate = tostring(Properties.certificate) | summarize arg_max(TimeGenerated, Min) by Name, Certificate | where Min < ${certificateDays}'
    severity: 1
    every: 'PT1H'
    of: 'P1D'
  }
  {
    name: 'log-ins'
    says: 'More than ${failedLogIns} log-ins failed in a quarter of an hour: somebody guesses passwords.'
    query: 'AppMetrics | where Name == "mailcloud.logins" and tostring(Properties.outcome) in ("refused", "unavailable") | summarize Failed = sum(Sum) | where Failed > ${failedLogIns}'
    severity: 2
    every: 'PT15M'
    of: 'PT15M'
  }
]

resource alert 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for question in questions: {
    name: '${name}-${question.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'MailCloud: ${question.name}'
      description: question.says
      severity: question.severity
      enabled: true
      scopes: [logAnalyticsId]
      evaluationFrequency: question.every
      windowSize: question.of
      // The table is there when the first metric has come.
      skipQueryValidation: true
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: question.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      actions: { actionGroups: [operators.id] }
    }
  }
]
