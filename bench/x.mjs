const t0=performance.now(); let t=t0; const out=[];
for (const n of ['@opentelemetry/api','@portcall/core','@portcall/metrics','@portcall/trace','@portcall/otel','@portcall/exporters','@portcall/ports','@portcall/node']) { await import(n); const u=performance.now(); out.push(n.replace('@portcall/','').replace('@opentelemetry/','')+' '+(u-t).toFixed(1)); t=u; }
console.log(out.join('  '),' total',(t-t0).toFixed(1));
