// Where logs, traces and metrics go. Whoever sends them has a role: the connection string names the place and opens nothing.

param names { logAnalytics: string, insights: string }

param location string

param tags object

@minValue(30)
@maxValue(730)
@description('Days for which they are kept.')
param retentionDays int = 30

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: names.logAnalytics
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    features: { disableLocalAuth: true }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: names.insights
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: logs.id
    IngestionMode: 'LogAnalytics'
    DisableLocalAuth: true
  }
}

output logAnalyticsId string = logs.id

output connectionString string = insights.properties.ConnectionString
