package dev.icfrr.vision.emoji;

import dev.icfrr.vision.npm.NpmPackage;
import java.util.Locale;

/** A source of gallery images. */
public enum GallerySource {
    /** Microsoft's Fluent Emoji, shaded renders of 256 pixels. */
    FLUENT(
            "@lobehub/fluent-emoji-3d",
            "1.1.0",
            "sha512-Wlq2lVStTnr8BDpIJ0pEnTKO4LuDxxqTEhTvRtD1DLRF0me7ogeRQjKoehDHXuVJ2Qaecgl5wRBv60lUAG3h7g==",
            "assets/",
            ".webp",
            "MIT",
            "Fluent Emoji, copyright (c) Microsoft Corporation, packaged by LobeHub"),
    /** Google's Noto Color Emoji, flat images of 64 pixels. */
    GOOGLE(
            "emoji-datasource-google",
            "16.0.0",
            "sha512-ZRexfzs7MVoLnmzZmNsO4TKhnAJp5D++Vm6PpUpH/jEQQlemp3l88CjZ+DoZ2faM9R4QxZkOPJCoT8DlPhfQ3A==",
            "img/google/64/",
            ".png",
            "Apache-2.0",
            "Noto Emoji, copyright Google LLC, packaged by Cal Henderson (the package itself: MIT)");

    private final String packageName;
    private final String version;
    private final String integrity;
    private final String folder;
    private final String extension;
    private final String license;
    private final String author;

    GallerySource(
            String packageName,
            String version,
            String integrity,
            String folder,
            String extension,
            String license,
            String author) {
        this.packageName = packageName;
        this.version = version;
        this.integrity = integrity;
        this.folder = folder;
        this.extension = extension;
        this.license = license;
        this.author = author;
    }

    /** Returns the package of the images. */
    public NpmPackage npmPackage() {
        return new NpmPackage(packageName, version, integrity);
    }

    /** Returns whether a file of the package is one of the images. */
    boolean isImage(String path) {
        return path.startsWith(folder) && path.endsWith(extension);
    }

    /** Returns the key that joins emoji sets. */
    String key(String path) {
        return Emoji.key(path.substring(folder.length(), path.length() - extension.length()));
    }

    String license() {
        return license;
    }

    String author() {
        return author;
    }

    /** Returns the name on the command line. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
