/**
 * Signals: what receivers of CAEP events are told when something ends or changes, about whom, and with which members.
 * Plain Java without a Keycloak type; it calls nothing of ours but the core of agents. Sending is in {@code emit} and {@code ssf}.
 */
package io.agentidentity.signal;
