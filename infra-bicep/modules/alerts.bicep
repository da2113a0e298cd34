// What somebody should look at: runs that failed, commands that nobody could carry out, runs that stand still, and work that begins too late.

import { textsType } from 'types.bicep'

param namePrefix string
param workspaceName string
param storageAccountName string
param location string
param tags textsType

@description('The queue whose undeliverable messages are told of.')
param commandQueueName string

@description('Who is written to; empty: alerts only show in the portal.')
param emails string[]

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' existing = {
  name: workspaceName
}

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(emails)) {
  name: '${namePrefix}-alerts'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: take(namePrefix, 12)
    enabled: true
    emailReceivers: [
      for (email, index) in emails: {
        name: 'email-${index}'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

var failedRuns = '''
AppMetrics
| where Name == "pipeline.runs.ended" and tostring(Properties.status) == "TERMINAL"
| summarize Value = sum(Sum) by Application = tostring(Properties.application), Pipeline = tostring(Properties.pipeline)
'''

// The Functions host moves a message there after it could not be handled five times.
var poisonMessages = format(
  '''
StorageQueueLogs
| where AccountName == "{0}" and OperationName == "PutMessage" and StatusCode startswith "2"
| where Uri has "/{1}-poison/messages"
| summarize Value = count()
''',
  storageAccountName,
  commandQueueName
)

// A run that waits for a person or a time is WAITING and does not count. Every process shows the same figure, so the greatest of a moment is taken.
var stuckRuns = '''
let progress = toscalar(AppMetrics
  | where Name in ("pipeline.runs.ended", "pipeline.run.queue.duration", "pipeline.stage.duration", "pipeline.step.queue.duration")
  | count);
AppMetrics
| where Name == "pipeline.runs" and tostring(Properties.state) in ("RUNNING", "NOT_STARTED")
| summarize Runs = max(Sum) by Application = tostring(Properties.application), State = tostring(Properties.state), Moment = bin(TimeGenerated, 10m)
| summarize Runs = sum(Runs) by Application, Moment
| summarize Value = min(Runs), Moments = count() by Application
| where Moments >= 5 and progress == 0
'''

var lateWork = '''
AppMetrics
| where Name in ("pipeline.run.queue.duration", "pipeline.step.queue.duration")
| summarize Value = max(Max) by Name
'''

var rules = [
  {
    key: 'failed-runs'
    title: 'Runs failed'
    description: 'At least one run ended as TERMINAL in the last 15 minutes. Open the run: its record says which stage failed and why.'
    severity: 2
    query: failedRuns
    dimensions: ['Application', 'Pipeline']
    threshold: 0
    frequency: 'PT5M'
    window: 'PT15M'
  }
  {
    key: 'poison-messages'
    title: 'Commands could not be carried out'
    description: 'A message went to the queue ${commandQueueName}-poison. What was asked for did not happen; the app\'s log says why.'
    severity: 1
    query: poisonMessages
    dimensions: []
    threshold: 0
    frequency: 'PT5M'
    window: 'PT15M'
  }
  {
    key: 'stuck-runs'
    title: 'Runs stand still'
    description: 'Runs were active for an hour, none of them waiting for a person or a time, and no run or stage made a step.'
    severity: 1
    query: stuckRuns
    dimensions: ['Application']
    threshold: 0
    frequency: 'PT15M'
    window: 'PT1H'
  }
  {
    key: 'late-work'
    title: 'Work begins late'
    description: 'A run or a step of a stage began more than 15 minutes after it was due. The app does not keep up, or its storage is throttled.'
    severity: 2
    query: lateWork
    dimensions: ['Name']
    threshold: 900
    frequency: 'PT15M'
    window: 'PT30M'
  }
]

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: '${namePrefix}-${rule.key}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.title
      description: rule.description
      severity: rule.severity
      enabled: true
      scopes: [
        workspace.id
      ]
      evaluationFrequency: rule.frequency
      windowSize: rule.window
      criteria: {
        allOf: [
          {
            query: rule.query
            metricMeasureColumn: 'Value'
            timeAggregation: 'Maximum'
            operator: 'GreaterThan'
            threshold: rule.threshold
            dimensions: map(rule.dimensions, dimension => {
              name: dimension
              operator: 'Include'
              values: ['*']
            })
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      autoMitigate: true
      // The tables come into being with their first record.
      skipQueryValidation: true
      actions: {
        actionGroups: empty(emails) ? [] : [people.id]
      }
    }
  }
]
