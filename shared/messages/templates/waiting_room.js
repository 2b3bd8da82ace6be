'use strict';
(() => {
  const [room, told, lost] = ['room', 'told', 'lost'].map((id) => document.getElementById(id));
  const heartbeat = Number(room.dataset.heartbeat);
  const patience = 10000;
  const pause = 5000;
  let timer = setTimeout(beat, heartbeat);
  let busy = false;
  let lock;

  async function beat() {
    if (busy) return;
    busy = true;
    clearTimeout(timer);
    const outcome = await tell();
    if (outcome === 'gone') {
      // Never more often than this, whatever the server says.
      setTimeout(() => location.reload(), Math.max(0, pause - performance.now()));
      return;
    }
    // Who is not heard is not known to be there. What appears again is also said again to those who hear the page.
    lost.hidden = outcome === 'heard';
    told.hidden = !lost.hidden;
    timer = setTimeout(beat, lost.hidden ? heartbeat : pause);
    busy = false;
  }

  async function tell() {
    const abort = new AbortController();
    const deadline = setTimeout(() => abort.abort(), patience);
    try {
      const answer = await fetch(room.dataset.action, { method: 'POST', redirect: 'manual', cache: 'no-store', credentials: 'omit', signal: abort.signal });
      if ([404, 405, 410].includes(answer.status)) return 'gone';
      return answer.ok || answer.type === 'opaqueredirect' ? 'heard' : 'lost';
    } catch (unreachable) {
      return 'lost';
    } finally {
      clearTimeout(deadline);
    }
  }

  // A device that falls asleep stops the timers. Where it may sleep all the same, the next look at the page is the next beat.
  async function stayAwake() {
    try {
      if (!lock || lock.released) lock = await navigator.wakeLock.request('screen');
    } catch (refused) { /* Some know no lock, some want a touch first. */ }
  }

  function appear() {
    if (document.visibilityState !== 'visible') return;
    beat();
    stayAwake();
  }

  document.addEventListener('visibilitychange', appear);
  addEventListener('pageshow', appear);
  addEventListener('pointerup', stayAwake);
})();
