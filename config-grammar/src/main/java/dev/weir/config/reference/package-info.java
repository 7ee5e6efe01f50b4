/** The reference of directives, written from the catalogue so that documentation and program cannot differ. */
package dev.weir.config.reference;
