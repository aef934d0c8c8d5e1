/**
 * The decisions that were made, for as long as somebody may ask for them again or say what came of them. Shell; it may call the
 * database only.
 */
package io.agentidentity.decision.store;
