/**
 * Issuers of the tokens by which workloads authenticate: SPIFFE, OpenID Connect as of a CI system, Kubernetes. Calls
 * {@code realm}.
 */
package io.agentidentity.it.workload;
