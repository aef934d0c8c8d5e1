/** Providers of somebody else, each put before ours by its order; a test makes a JAR of them. */
package org.example.extension;
