/**
 * Stands in the bundles for the SDK's chain of credential providers: Lambda gives every function its role's credentials
 * in the environment, and the chain's other links (SSO, login, STS, profiles) would be a sixth of each bundle.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env'
