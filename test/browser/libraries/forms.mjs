// The page of an application with the libraries that upload forms, as their documentation shows them
// first: the URL of the server is set, and the header with a secret where it takes one. A test puts a
// file into the input, and calls these functions. What came of it is in `globalThis.state`.
import Uppy from '@uppy/core';
import XHRUpload from '@uppy/xhr-upload';
import Dropzone from 'dropzone';
import * as FilePond from 'filepond';

globalThis.state = { progress: 0, outcome: 'none' };

const end = (outcome) => {
  globalThis.state.outcome = outcome;
};
const show = (progress) => {
  globalThis.state.progress = progress;
};

/** With what the buttons of its dashboard call. */
function beginUppy(file, endpoint, headers) {
  const uppy = new Uppy().use(XHRUpload, { endpoint, headers });
  uppy.addFile({ name: file.name, type: file.type, data: file });
  uppy.on('upload-progress', (_file, { bytesUploaded, bytesTotal }) => {
    show(bytesUploaded / bytesTotal);
  });
  uppy.on('upload-success', () => end('done'));
  uppy.on('upload-error', (_file, error) => end(error.message));
  uppy.upload();
  return { retry: () => uppy.retryAll(), cancel: () => uppy.cancelAll() };
}

/** It has no button to try again: the file is dropped once more. */
function beginDropzone(file, url, headers) {
  const form = document.body.appendChild(document.createElement('form'));
  const dropzone = new Dropzone(form, { url, headers });
  dropzone.on('uploadprogress', (_file, percent) => show(percent / 100));
  dropzone.on('success', () => end('done'));
  dropzone.on('error', (_file, message) => end(message));
  dropzone.addFile(file);
  return { retry: () => dropzone.addFile(file), cancel: () => dropzone.removeFile(file) };
}

function beginFilePond(file, url, headers) {
  const input = document.body.appendChild(document.createElement('input'));
  input.type = 'file';
  const pond = FilePond.create(input, { server: headers ? { url, headers } : url });
  pond.on('processfileprogress', (_file, progress) => show(progress));
  pond.on('processfile', (error) => end(error === null ? 'done' : error.body || 'failed'));
  pond.addFile(file);
  const press = (button) => document.querySelector(`.filepond--action-${button}`).click();
  return {
    retry: () => press('retry-item-processing'),
    cancel: () => press('abort-item-processing'),
  };
}

const libraries = { Uppy: beginUppy, Dropzone: beginDropzone, FilePond: beginFilePond };

/** Begins to upload the file of the input. */
globalThis.begin = (library, ...args) => {
  globalThis.state = { progress: 0, outcome: 'none' };
  globalThis.upload = libraries[library](document.querySelector('input').files[0], ...args);
};
