url=$1

send() {
  step=$1
  shift
  wget --quiet --server-response --content-on-error --output-document body "$@" 2>head || true
  status=$(sed -n 's,^ *HTTP/1.1 \([0-9]*\).*,\1,p' head | tail -n 1)
  location=$(sed -n 's/^ *location: \(\S*\).*/\1/ip' head | tail -n 1)
  echo "$step $status ${location:-$path} $(cat body)"
}

path=/photo.txt
send put --method PUT --body-data content "$url/photo.txt"
path=$location
send again --method PUT --body-data content "$url/photo.txt"
send get "$url$path"
send delete --method DELETE "$url$path"
send gone "$url$path"
