// The page of an application with the libraries that upload by tus, as their documentation shows
// them first: the URL of the server is set, and the header with a secret where it takes one. A test
// puts a file into the input, and calls these functions. What came of it is in `globalThis.state`.
import Uppy from '@uppy/core';
import Tus from '@uppy/tus';
import * as tus from 'tus-js-client';

globalThis.state = { progress: 0, outcome: 'none' };

const theFile = () => document.querySelector('input').files[0];

/** The first example of tus-js-client. */
function beginTusJsClient(endpoint, headers, metadata) {
  const file = theFile();
  const upload = new tus.Upload(file, {
    endpoint,
    headers,
    retryDelays: [0, 3000, 5000, 10_000, 20_000],
    metadata: { filename: file.name, filetype: file.type, ...metadata },
    onError: (error) => {
      globalThis.state.outcome = `${error}`;
    },
    onProgress: (sent, total) => {
      globalThis.state.progress = sent / total;
    },
    onSuccess: () => {
      globalThis.state.outcome = 'done';
    },
  });
  upload.findPreviousUploads().then((previousUploads) => {
    if (previousUploads.length) upload.resumeFromPreviousUpload(previousUploads[0]);
    upload.start();
  });
  return {
    pause: () => upload.abort(),
    resume: () => upload.start(),
    cancel: () => upload.abort(true),
  };
}

/** The first example of Uppy, with what the buttons of its dashboard call. */
function beginUppy(endpoint, headers, metadata) {
  const uppy = new Uppy({ meta: metadata }).use(Tus, { endpoint, headers });
  const file = theFile();
  const id = uppy.addFile({ name: file.name, type: file.type, data: file });
  uppy.on('upload-progress', (_file, { bytesUploaded, bytesTotal }) => {
    globalThis.state.progress = bytesUploaded / bytesTotal;
  });
  uppy.on('complete', ({ successful, failed }) => {
    if (failed.length > 0) globalThis.state.outcome = failed[0].error;
    else if (successful.length > 0) globalThis.state.outcome = 'done';
  });
  uppy.upload();
  return {
    pause: () => uppy.pauseResume(id),
    resume: () => uppy.pauseResume(id),
    cancel: () => uppy.cancelAll(),
  };
}

const libraries = { 'tus-js-client': beginTusJsClient, Uppy: beginUppy };

/** Begins to upload the file of the input. */
globalThis.begin = (library, endpoint, headers, metadata) => {
  globalThis.state = { progress: 0, outcome: 'none' };
  globalThis.upload = libraries[library](endpoint, headers, metadata);
};
