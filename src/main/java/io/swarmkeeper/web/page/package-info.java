/**
 * The pages for people: server-rendered, readable and usable without JavaScript, kept fresh by one event stream.
 * Controllers turn rooms' data into view records with finished text; templates only lay them out.
 */
@NullMarked
package io.swarmkeeper.web.page;

import org.jspecify.annotations.NullMarked;
