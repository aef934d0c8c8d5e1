/** The page of controls: what each is shown by, and what came of those tests when they were last run. */
package io.agentidentity.it.controls;
