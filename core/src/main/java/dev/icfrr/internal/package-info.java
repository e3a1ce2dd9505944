/** What the public packages are made of; not part of the API and free to change. */
package dev.icfrr.internal;
