// The shapes of parameters.

@export()
@description('Names and their values.')
type textsType = {
  *: string
}

@export()
@description('How Flex Consumption scales.')
type flexScaleType = {
  @description('Memory of an instance in MB.')
  instanceMemoryMB: 512 | 2048 | 4096

  @description('How many instances there may be.')
  @minValue(1)
  @maxValue(1000)
  maximumInstances: int

  @description('How many instances always wait for requests.')
  @minValue(0)
  alwaysReadyHttp: int

  @description('How many instances always wait for orchestrations.')
  @minValue(0)
  alwaysReadyDurable: int
}

@export()
@description('How Elastic Premium scales.')
type premiumScaleType = {
  sku: 'EP1' | 'EP2' | 'EP3'

  @description('How many instances there are at least.')
  @minValue(1)
  @maxValue(20)
  minimumInstances: int

  @description('How many instances there may be.')
  @minValue(1)
  @maxValue(100)
  maximumInstances: int
}

@export()
@description('The kind of the Durable Task Scheduler.')
type schedulerSkuType = {
  name: 'Consumption' | 'Dedicated'

  @description('Capacity units; counts for Dedicated only.')
  @minValue(1)
  @maxValue(3)
  capacity: int
}
