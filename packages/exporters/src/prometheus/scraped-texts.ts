import type { PrometheusWriter, TranslationStrategy } from '@portcall/formats';
import { scrapeFormat, scrapeWriter } from '@portcall/formats/internal';
import type { Scraped, ScrapedText } from './scrape.js';
import { sharedTexts } from './shared-text.js';

/**
 * What is scraped, in the format that each scraper asks for. Those who ask for one format at the same time are given one
 * text.
 * @param begin begins to write everything anew
 */
export function scrapedTexts(
  translationStrategy: TranslationStrategy | undefined,
  begin: (writer: PrometheusWriter, spent: Uint8Array[]) => Promise<Iterable<Uint8Array>>,
): Scraped {
  // There are some formats with some escaping schemes each, so it stays small whatever is asked for.
  const made = new Map<string, ScrapedText>();
  return (accept) => {
    const format = scrapeFormat(accept);
    const key = `${format.name} ${format.escaping}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const writer = scrapeWriter(format, translationStrategy);
    const text = { contentType: writer.contentType, text: sharedTexts((spent) => begin(writer, spent)) };
    made.set(key, text);
    return text;
  };
}
