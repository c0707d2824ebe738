#!/usr/bin/env python3
"""Cuts the sources that the corpus was written in into folders: tests/enrich/corpus/{development,held_out}/<site>/."""
import sys, json, os, re, shutil
out = 'tests/enrich/corpus'
for f in sys.argv[1:]:
    for chunk in re.split(r'^##### ', open(f, encoding='utf-8').read(), flags=re.M)[1:]:
        head, rest = chunk.split('\n', 1)
        slug, url, country, half = [x.strip() for x in head.split('|')]
        d = f'{out}/{half}/{slug}'
        shutil.rmtree(d, ignore_errors=True); os.makedirs(d)
        parts = re.split(r'^#(page|labels|redirect) ?(.*)\n', rest, flags=re.M)
        meta = {'url': url, 'country': country, 'pages': {}, 'redirects': {}}
        for kind, arg, body in zip(parts[1::3], parts[2::3], parts[3::3]):
            if kind == 'labels':
                labels = json.loads(body)
            elif kind == 'redirect':
                a, b = arg.split(' -> '); meta['redirects'][a.strip()] = b.strip()
            else:
                a = arg.split()
                path = a[0]; opts = dict(x.split('=', 1) for x in a[1:])
                enc = opts.get('enc', 'utf-8'); ct = opts.get('ct', 'utf-8')
                name = re.sub(r'[^a-z0-9.]+', '-', path.strip('/').lower()) or 'index'
                if not name.endswith(('.html', '.htm')): name += '.html'
                data = body.rstrip('\n').replace('\n', opts.get('nl', '\n')) + '\n'
                raw = data.encode(enc, 'xmlcharrefreplace')
                open(f'{d}/{name}', 'wb').write(raw)
                meta['pages'][path] = {'file': name, 'content_type': 'text/html' + ('' if ct == 'none' else f'; charset={ct}')}
        order = ['emails', 'phones', 'socials', 'addresses', 'people']
        full = {**meta, **{k: labels.get(k, []) for k in order}, **{k: v for k, v in labels.items() if k not in order}}
        json.dump(full, open(f'{d}/labels.json', 'w', encoding='utf-8'), ensure_ascii=False, indent=1)
