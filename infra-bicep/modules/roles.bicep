// The built-in roles that the product's identity is given, each on one resource and no wider.
// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles

@export()
@description('The ids of built-in role definitions, by what they are for.')
var roles = {
  // The Functions host keeps its keys, leases and packages in blobs and needs the owner's role for it; the product keeps documents there.
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  storageQueueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  // Uses one key, which itself allows only wrapping and unwrapping; cannot make, delete or export it.
  keyVaultCryptoUser: '12338af0-0e69-4776-bea7-57ae8d297424'
  // Reads the value of one secret.
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6'
  monitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
  durableTaskDataContributor: '0ad04412-c4d5-4796-b79c-f76d14c8d402'
  // Fetches the cluster's address and user credential; what may be done inside is said by the cluster.
  aksClusterUser: '4abbcc35-e782-43d8-92c5-2d3f1bd2253f'
}
