package io.boreas.core.resource;

/** What an attribute of an agent says. */
public sealed interface AttributeValue permits Scalar, Ranges, Text {}
