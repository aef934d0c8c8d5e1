/**
 * The one place that knows the types of Keycloak's transmitter of shared signals. They are there from 26.7 on, while the JARs are
 * compiled against 26.4; so nothing else may name this package's supertypes, and it is entered only where the transmitter is
 * there. When 26.7 is the oldest supported Keycloak, {@code emit} may call the transmitter itself.
 */
package io.agentidentity.signal.ssf;
