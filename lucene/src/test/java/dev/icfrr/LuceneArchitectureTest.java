package dev.icfrr;

class LuceneArchitectureTest extends ClientArchitecture {}
