import { parseExposition } from '@portcall/real-parts';

describe('a Prometheus text', () => {
  it('is read into families and samples', () => {
    const { families, errors } = parseExposition(
      [
        '# HELP took_seconds How long "it" took.',
        '# TYPE took_seconds histogram',
        'took_seconds_bucket{how="a\\"b\\\\c\\nd",le="1"} 2',
        'took_seconds_bucket{how="a\\"b\\\\c\\nd",le="+Inf"} 3',
        'took_seconds_sum{how="a\\"b\\\\c\\nd"} 4.5e-1',
        'took_seconds_count{how="a\\"b\\\\c\\nd"} 3',
        '# TYPE depth gauge',
        'depth NaN 1700000000000',
        '',
      ].join('\n'),
    );
    expect(errors).toEqual([]);
    expect([...families.keys()]).toEqual(['took_seconds', 'depth']);
    expect(families.get('took_seconds')).toMatchObject({ type: 'histogram', help: 'How long "it" took.' });
    expect(families.get('took_seconds')?.samples[1]).toEqual({
      name: 'took_seconds_bucket',
      labels: { how: 'a"b\\c\nd', le: '+Inf' },
      value: 3,
    });
    expect(families.get('depth')?.samples).toEqual([{ name: 'depth', labels: {}, value: Number.NaN }]);
  });

  it.each([
    ['a\n', 'is not a value'],
    ['a{b="c"}\n', 'is not a value'],
    ['a 1 2 3\n', 'is too much'],
    ['a 1', 'the last line does not end'],
    ['1a 1\n', 'is not a metric name'],
    ['a{b="1",b="2"} 1\n', 'label b comes twice'],
    ['a{b-c="1"} 1\n', 'is not a label name'],
    ['a{__b="1"} 1\n', 'is not a label name'],
    ['a{b="\\t"} 1\n', 'is not an escape'],
    ['a{b="1" 1\n', 'no comma'],
    ['a{b="1\n', 'labels cannot be read'],
    ['a 1,5\n', 'is not a value'],
    ['a 1\na 2\n', 'comes twice'],
    ['a 1\nb 1\na{c="d"} 2\n', 'does not stand together'],
    ['# TYPE a counter\n# TYPE a gauge\na 1\n', 'a second TYPE'],
    ['# TYPE a sometype\na 1\n', 'is not a type'],
    ['# TYPE a counter\na -1\n', 'is -1'],
    ['# TYPE a counter\na NaN\n', 'is NaN'],
    ['# TYPE a histogram\na_bucket{le="1"} 2\na_bucket{le="+Inf"} 1\na_sum 1\na_count 1\n', 'do not add up'],
    ['# TYPE a histogram\na_bucket{le="1"} 2\na_sum 1\na_count 2\n', 'do not add up'],
  ])('is not accepted as %j', (text, complaint) => {
    const { errors } = parseExposition(text);
    expect(errors.join('\n')).toContain(complaint);
  });
});
