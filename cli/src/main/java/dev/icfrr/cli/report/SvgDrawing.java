package dev.icfrr.cli.report;

import java.awt.Dimension;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGGraphics2DIOException;
import org.apache.batik.svggen.SVGIDGenerator;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Draws figures as SVG elements. */
final class SvgDrawing {
    private static final String NAMESPACE = "http://www.w3.org/2000/svg";
    /** Digits after the decimal point. */
    private static final int PRECISION = 3;

    private SvgDrawing() {}

    /** Returns a figure as an SVG element without a header. */
    static String of(Figure figure, int width, int height) {
        SVGGeneratorContext context = SVGGeneratorContext.createDefault(newDocument());
        context.setComment(null);
        context.setPrecision(PRECISION);
        context.setIDGenerator(new PlotIds());
        SVGGraphics2D g = new SVGGraphics2D(context, false);
        g.setSVGCanvasSize(new Dimension(width, height));
        figure.draw(g, width, height);
        Element root = g.getRoot();
        root.setAttributeNS(null, "viewBox", "0 0 %d %d".formatted(width, height));
        StringWriter document = new StringWriter();
        try {
            g.stream(root, document, false, false);
        } catch (SVGGraphics2DIOException e) {
            throw new UncheckedIOException(e);
        }
        return document.toString().substring(document.getBuffer().indexOf("<svg"));
    }

    private static Document newDocument() {
        try {
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument(NAMESPACE, "svg", null);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives elements names that do not meet those of the page around them. */
    private static final class PlotIds extends SVGIDGenerator {
        @Override
        public String generateID(String prefix) {
            return super.generateID("plot-" + prefix);
        }
    }
}
